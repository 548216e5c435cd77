import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePage, hasChromium, openPage, useBrowser } from './browser';
import { faults, overflow, shoot } from './checks';
import { Tocsin } from './tocsin';

const config = `
route: {receiver: ops, group_by: [alertname], group_wait: 1s}
receivers:
- name: ops
  webhook_configs: [{url: 'http://127.0.0.1:9/hook', timeout: 1s}]
`;

describe.skipIf(!hasChromium)('the overview', () => {
  useBrowser();
  let server: Tocsin;
  beforeAll(async () => {
    server = await Tocsin.start(config);
    await server.push(['db', 'web', 'web', ''].flatMap((team, place) => ['critical', 'warning'].map((severity) => ({
      labels: { alertname: `Rule${place % 2}`, severity, host: `h${place}`, ...(team === '' ? {} : { team }) },
    }))));
  });
  afterAll(() => server?.stop());

  test('counts what fires by team and severity, and each number leads to its alerts', async () => {
    const page = await openPage(`${server.url}overview`);
    const row = page.getByRole('region', { name: 'Firing' }).getByRole('row', { name: /web/ });
    await row.waitFor();
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(['2', '2', '4']);
    await row.getByRole('link').first().click();
    await page.getByText('2 of 8 alerts').waitFor();
    expect(new URL(page.url()).searchParams.getAll('filter')).toEqual(['team="web"', 'severity="critical"']);
    await closePage(page);
  });

  test('stands in two columns without a gap, and in one on a phone', async () => {
    const page = await openPage(`${server.url}overview`);
    await page.getByRole('region', { name: 'Noisiest groups' }).waitFor();
    await page.getByText('firings').first().waitFor();
    const boxOf = async (name: string) => (await page.getByRole('region', { name }).boundingBox())!;
    const boxes = (...names: string[]) => Promise.all(names.map(boxOf));
    const [own, rules, firing] = await boxes('Tocsin itself', 'Noisiest rules', 'Firing');
    expect(rules!.y - own!.y - own!.height).toBeCloseTo(14, 0);
    expect([own!.y, own!.x > firing!.x]).toEqual([firing!.y, true]);
    await page.setViewportSize({ width: 360, height: 740 });
    const [below, above] = await boxes('Tocsin itself', 'Firing');
    expect(below!.x).toBe(above!.x);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await shoot(page, 'overview-phone');
    await closePage(page);
  });

  test.each(['light', 'dark'] as const)('can be used without seeing or a mouse when it is %s', async (colorScheme) => {
    const page = await openPage(`${server.url}overview`, { colorScheme, bypassCSP: true });
    await page.getByText('firings').first().waitFor();
    expect(await faults(page)).toEqual([]);
    await shoot(page, `overview-${colorScheme}`);
    await closePage(page);
  });

  test('complains of nothing', () => expect(server.errors).toEqual([]));
});
