import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePage, hasChromium, openPage, useBrowser } from './browser';
import { faults, overflow, shoot } from './checks';
import { Tocsin } from './tocsin';

const config = 'route: {receiver: ops, group_by: [alertname]}\nreceivers: [{name: ops}]\n';
const severities = ['critical', 'warning', 'warning', 'info'];
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const hostile = 'W'.repeat(10_000);

describe.skipIf(!hasChromium)('the wall of a screen', () => {
  useBrowser();
  let server: Tocsin;
  beforeAll(async () => {
    server = await Tocsin.start(config);
  });
  afterAll(() => server?.stop());

  const fitsWithoutScrolling = async (page: Page) => {
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight)).toBeLessThanOrEqual(0);
    const { width, height } = page.viewportSize()!;
    const boxes = await page.locator('main section').evaluateAll((all) => all.map((tile) => {
      const { left, top, right, bottom } = tile.getBoundingClientRect();
      return { left, top, right, bottom };
    }));
    expect(boxes.filter((box) => box.left < 0 || box.top < 0 || box.right > width + 1 || box.bottom > height + 1)).toEqual([]);
  };

  test('is calm while nothing fires, and shows what begins at once', async () => {
    const page = await openPage(`${server.url}alerts?tv=true`);
    await page.getByText('Nothing is firing.').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    await page.getByRole('status').getByText('live', { exact: true }).waitFor();
    await shoot(page, 'tv-calm');
    const labels = { alertname: 'DiskFull', severity: 'critical', team: 'db' };
    await server.push([{ labels, annotations: { summary: 'Disk a1 is full' }, startsAt: ago(3) }]);
    await page.getByRole('region', { name: 'DiskFull' }).getByText('Disk a1 is full').waitFor();
    expect(await page.title()).toBe('(1) Alerts · Tocsin');
    const [one] = await page.locator('main section').evaluateAll((all) => all.map((tile) => parseFloat(getComputedStyle(tile).fontSize)));
    expect(one).toBeGreaterThan(30);
    await shoot(page, 'tv-one');
    await closePage(page);
  });

  test('shows the worst first, in pages if they do not fit, on any screen without scrolling', async () => {
    await server.push(Array.from({ length: 40 }, (_, place) => ({
      labels: {
        alertname: `Alert${String(place).padStart(2, '0')}`,
        severity: severities[place % 4]!,
        team: place % 2 ? 'web' : 'db',
        host: place === 3 ? hostile : `h${place}`,
      },
      annotations: { summary: place === 7 ? hostile : `Something of host h${place} is not as it should be, and somebody ought to look` },
      startsAt: ago(5 * place * place + 1),
    })));
    const page = await openPage(`${server.url}alerts?tv=true`, { viewport: { width: 1920, height: 1080 } });
    await page.getByText('1 of 4').waitFor();
    await page.keyboard.press('p');
    await page.getByText('1 of 4, stopped').waitFor();
    const tiles = page.locator('main section');
    const severitiesOf = (all: (HTMLElement | SVGElement)[]) => [...new Set(all.map((tile) => tile.dataset['severity']))];
    expect(await tiles.evaluateAll(severitiesOf)).toEqual(['critical', 'warning']);
    await fitsWithoutScrolling(page);
    await shoot(page, 'tv-dark');
    await page.keyboard.press('ArrowRight');
    await page.getByText('2 of 4, stopped').waitFor();
    await fitsWithoutScrolling(page);
    await page.setViewportSize({ width: 390, height: 780 });
    await page.getByText(/^\d+ of \d+, stopped$/).waitFor();
    await fitsWithoutScrolling(page);
    await shoot(page, 'tv-phone');
    await page.keyboard.press('Escape');
    await page.getByRole('navigation').waitFor();
    expect(new URL(page.url()).searchParams.has('tv')).toBe(false);
    await closePage(page);
  });

  test('turns its pages by itself', async () => {
    const page = await openPage(`${server.url}alerts`, { viewport: { width: 1280, height: 720 } });
    await page.locator('[data-alert]').first().waitFor();
    await page.clock.install();
    await page.keyboard.press('t');
    await page.getByText(/^1 of /).waitFor();
    await page.clock.runFor(13_000);
    await page.getByText(/^2 of /).waitFor();
    await closePage(page);
  });

  test.each(['light', 'dark'] as const)('can be read by everybody when it is %s', async (colorScheme) => {
    const options = { colorScheme, bypassCSP: true, viewport: { width: 1920, height: 1080 } };
    const page = await openPage(`${server.url}alerts?tv=true&filter=severity!="info"`, options);
    await page.getByText('1 of').waitFor();
    expect(await faults(page)).toEqual([]);
    await shoot(page, `tv-${colorScheme}`);
    await closePage(page);
  });

  test('says in large letters that it is not live, and is by itself when it is again', async () => {
    const page = await openPage(`${server.url}alerts?tv=true`, {}, /Failed to load|ERR_/);
    await page.getByText('1 of').waitFor();
    await page.evaluate('window.stayed = true');
    await server.kill();
    await page.getByText(/^NOT LIVE/).waitFor();
    await shoot(page, 'tv-lost');
    await server.up();
    await page.getByRole('status').getByText('live', { exact: true }).waitFor();
    expect(await page.evaluate('window.stayed')).toBe(true);
    await closePage(page);
  });

  test('complains of nothing', () => expect(server.errors).toEqual([]));
});
