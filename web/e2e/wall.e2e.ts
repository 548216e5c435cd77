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
