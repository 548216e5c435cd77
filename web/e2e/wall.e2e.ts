import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePage, hasChromium, openPage, useBrowser } from './browser';
import { Tocsin } from './tocsin';

const config = 'route: {receiver: ops, group_by: [alertname]}\nreceivers: [{name: ops}]\n';
const count = 300;

describe.skipIf(!hasChromium)('a wall of many groups', () => {
  useBrowser();
  let server: Tocsin;
  beforeAll(async () => {
    server = await Tocsin.start(config);
    const names = Array.from({ length: count }, (_, i) => `Group${String(i).padStart(3, '0')}`);
    await server.push(names.map((alertname) => ({ labels: { alertname, severity: 'warning' }, annotations: { summary: `about ${alertname}` } })));
  });
  afterAll(() => server?.stop());

  test('has the elements of those near what can be seen, and shows each when it comes near', async () => {
    const page = await openPage(`${server.url}alerts?limit=1000&sort=name`);
    await page.locator('section[aria-label=Group000]').waitFor();
    expect(await page.locator('section[aria-label]').count()).toBeLessThan(count / 2);
    expect(await page.locator('section[aria-label=Group299]').count()).toBe(0);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await page.locator('section[aria-label=Group299]').waitFor();
    await page.locator('section[aria-label=Group000]').waitFor({ state: 'detached' });
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.locator('section[aria-label=Group000]').waitFor();
    await closePage(page);
  });

  test('keeps the cards below the first row where they stand when one comes at the top', async () => {
    const page = await openPage(`${server.url}alerts`);
    const cards = page.locator('section[aria-label]');
    await cards.first().waitFor();
    const below = await page.evaluate(() => {
      const columns = [...document.querySelectorAll('section[aria-label]')].map((card) => card.parentElement!.parentElement!);
      const seconds = [...new Set(columns)].map((column) => column.children[1]!.querySelector('section')!);
      Object.assign(window, { seconds });
      return seconds.map((card) => `section[aria-label=${card.getAttribute('aria-label')}]`);
    });
    expect(below.length).toBeGreaterThan(1);
    const labels = { alertname: 'AtTheTop', severity: 'critical' };
    await server.push([{ labels }]);
    await page.locator('section[aria-label=AtTheTop]').waitFor();
    const isSame = (all: string[]) => all.map((one, place) => document.querySelector(one) === (window as unknown as { seconds: Element[] }).seconds[place]);
    expect(await page.evaluate(isSame, below)).toEqual(below.map(() => true));
    await server.push([{ labels, endsAt: new Date(Date.now() - 1000).toISOString() }]);
    await page.locator('section[aria-label=AtTheTop]').waitFor({ state: 'detached' });
    await closePage(page);
  });

  test('keeps what passes the next filter, and filters by what is filtered already', async () => {
    const page = await openPage(`${server.url}alerts?sort=name`);
    const card = page.locator('section[aria-label=Group000]');
    await card.waitFor();
    await page.evaluate(() => Object.assign(window, { card: document.querySelector('section[aria-label=Group000]') }));
    await page.keyboard.press('/');
    await page.keyboard.type('alertname=~"Group0.*"');
    await page.keyboard.press('Enter');
    await page.getByText('100 of 300 alerts').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.querySelector('section[aria-label=Group000]') === (window as unknown as { card: Element }).card)).toBe(true);
    await card.getByRole('button', { name: 'Group000', exact: true }).click();
    await page.getByText('1 of 300 alerts').waitFor();
    expect(new URL(page.url()).searchParams.getAll('filter')).toEqual(['alertname=~"Group0.*"', 'alertname="Group000"']);
    await closePage(page);
  });

  test('lets the keys reach an alert that was not drawn', async () => {
    const page = await openPage(`${server.url}alerts?limit=1000&sort=name`);
    await page.locator('section[aria-label=Group000]').waitFor();
    await page.keyboard.press('k');
    await page.locator('section[aria-label=Group299] [data-here]').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('heading', { name: 'Group299' }).waitFor();
    await closePage(page);
  });
});
