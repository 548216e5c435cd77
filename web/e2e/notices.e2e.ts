import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePage, hasChromium, openPage, useBrowser } from './browser';
import { faults, shoot } from './checks';
import { Tocsin } from './tocsin';

const config = 'route: {receiver: ops, group_by: [alertname]}\nreceivers: [{name: ops}]\n';

// Puts a listener in the place of the browser's notices and counts the strokes of the bell.
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const heard = { notices: [] as string[], tones: 0 };
    Object.assign(window, { heard });
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
      heard.tones += 1;
      return create.call(this);
    };
    class Notice {
      static permission = 'granted';
      static requestPermission = () => Promise.resolve('granted');
      onclick: (() => void) | undefined;
      constructor(title: string, options: { body: string }) {
        heard.notices.push(`${title}: ${options.body}`);
        Object.assign(window, { pressNotice: () => this.onclick?.() });
      }
      close() {}
    }
    Object.assign(window, { Notification: Notice });
  });
}

const heard = (page: Page) => page.evaluate(() => (window as unknown as { heard: { notices: string[]; tones: number } }).heard);

describe.skipIf(!hasChromium)('being told of new alerts', () => {
  useBrowser();
  let server: Tocsin;
  beforeAll(async () => {
    server = await Tocsin.start(config);
    await server.push([{ labels: { alertname: 'Old', severity: 'critical', team: 'db' } }]);
  });
  afterAll(() => server?.stop());

  test('is off, and once asked for rings and shows a notice of what newly fires and passes the filter', async () => {
    const page = await openPage(`${server.url}alerts?filter=team%3D"db"&filter=severity%3D"critical"`);
    await page.locator('section[aria-label=Old]').waitFor();
    await listen(page);
    const watching = page.waitForResponse((response) => response.url().includes('sort=newest'));
    await page.getByRole('button', { name: 'Being told of new alerts: off' }).click();
    await page.getByRole('switch', { name: 'Ring' }).click();
    await watching;
    await page.getByRole('switch', { name: 'Show a notice on the desktop' }).click();
    await shoot(page, 'notices');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Being told of new alerts: on' }).waitFor();
    const before = (await heard(page)).tones;
    expect(before).toBeGreaterThan(0);

    // It does not ring twice within seconds.
    await page.clock.setSystemTime(Date.now() + 10_000);
    await server.push([{ labels: { alertname: 'Other', severity: 'critical', team: 'web' } }]);
    await server.push([{ labels: { alertname: 'New', severity: 'critical', team: 'db' }, annotations: { summary: 'it <b>burns</b>' } }]);
    await page.locator('section[aria-label=New]').waitFor();
    await page.waitForFunction(() => (window as unknown as { heard: { notices: string[] } }).heard.notices.length > 0);
    const { notices, tones } = await heard(page);
    expect(notices).toEqual(['New: it <b>burns</b>']);
    expect(tones).toBe(before * 4);
    await page.evaluate(() => (window as unknown as { pressNotice: () => void }).pressNotice());
    await page.getByRole('dialog', { name: 'Alert' }).getByRole('heading', { name: 'New' }).waitFor();
    expect(new URL(page.url()).searchParams.getAll('filter')).toEqual(['team="db"', 'severity="critical"']);
    await closePage(page);
  });

  test('is remembered for the filter and not for others', async () => {
    // Loaded anew it may not ring before somebody presses something, which the browser tells.
    const page = await openPage(`${server.url}alerts`, {}, /AudioContext was not allowed to start/);
    await page.getByRole('button', { name: 'Being told of new alerts: off' }).click();
    await page.getByRole('switch', { name: 'Ring' }).click();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('button', { name: 'Being told of new alerts: on' }).waitFor();
    await page.goto(`${server.url}alerts?filter=team%3D"db"`);
    await page.getByRole('button', { name: 'Being told of new alerts: off' }).waitFor();
    await closePage(page);
  });

  test('says why where it cannot be', async () => {
    const page = await openPage(`${server.url}alerts`);
    await page.evaluate(() => Object.assign(window, { Notification: class { static permission = 'denied'; } }));
    await page.getByRole('button', { name: /^Being told of new alerts/ }).click();
    await page.getByRole('switch', { name: 'Show a notice on the desktop' }).click();
    await page.getByRole('alert').getByText('was told not to show notices').waitFor();
    await closePage(page);
  });

  test.each(['light', 'dark'] as const)('can be switched without seeing or a mouse when it is %s', async (colorScheme) => {
    const page = await openPage(`${server.url}alerts`, { colorScheme, bypassCSP: true });
    await page.getByRole('button', { name: /^Being told of new alerts/ }).click();
    await page.getByText('Ring', { exact: true }).waitFor();
    expect(await faults(page)).toEqual([]);
    await closePage(page);
  });

  test('shows how many fire in the title and on the tab', async () => {
    await server.push([{ labels: { alertname: 'Counted', severity: 'info', team: 'shop' } }]);
    const page = await openPage(`${server.url}alerts?filter=team%3D"shop"`);
    await page.waitForFunction(() => document.title === '(1) Alerts · Tocsin');
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toContain('data:image/svg+xml');
    await page.getByRole('link', { name: 'Silences' }).click();
    await page.waitForFunction(() => document.title === 'Silences · Tocsin');
    expect(await page.locator('link[rel=icon]').getAttribute('href')).toBe('./favicon.svg');
    await closePage(page);
  });

  test('complains of nothing', () => expect(server.errors).toEqual([]));
});
