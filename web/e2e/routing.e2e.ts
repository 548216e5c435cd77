import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePage, hasChromium, openPage, useBrowser } from './browser';
import { faults, overflow } from './checks';
import { Tocsin } from './tocsin';

const hostile = '"><img src=x onerror=alert(1)>' + 'W'.repeat(2_000);

const config = (sink: string) => `
route:
  receiver: ops
  group_by: [alertname]
  group_wait: 1s
  routes:
  - receiver: db-team
    matchers: [team="db"]
    routes:
    - receiver: db-pager
      matchers: [severity="critical"]
  - receiver: web-team
    matchers: [team=~"web|shop"]
  - receiver: ${JSON.stringify(hostile)}
    matchers: ['odd=${JSON.stringify(hostile)}']
receivers:
- name: ops
- name: db-team
  webhook_configs: [{url: "${sink}/good"}]
- name: db-pager
  webhook_configs: [{url: "${sink}/bad"}]
- name: web-team
- name: ${JSON.stringify(hostile)}
`;

describe.skipIf(!hasChromium)('the routing page', () => {
  useBrowser();
  let server: Tocsin;
  let sink: Server;
  beforeAll(async () => {
    sink = createServer((request, response) => {
      response.statusCode = request.url === '/good' ? 200 : 404;
      response.end(request.url === '/good' ? 'ok' : `no such channel ${hostile}`);
    });
    await new Promise<void>((done) => void sink.listen(0, '127.0.0.1', done));
    server = await Tocsin.start(config(`http://127.0.0.1:${(sink.address() as AddressInfo).port}`));
    await server.push([
      { labels: { alertname: 'DiskFull', severity: 'critical', team: 'db' } },
      { labels: { alertname: 'HighLatency', severity: 'warning', team: 'web' } },
    ]);
  });
  afterAll(async () => {
    await server?.stop();
    sink.close();
  });

  test('tells where a label set would go, and why not elsewhere', async () => {
    const page = await openPage(`${server.url}routing`);
    const tree = page.getByRole('region', { name: 'Routes' });
    // The third is that what went to db-pager was refused.
    await tree.getByText('3 groups with 3 alerts').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('team=shop severity=critical');
    await page.keyboard.press('Enter');
    await page.getByRole('status').filter({ hasText: 'It goes to web-team.' }).waitFor();
    expect(new URL(page.url()).searchParams.getAll('label')).toEqual(['team="shop"', 'severity="critical"']);
    expect(await tree.getByText('it lands here').count()).toBe(1);
    await tree.getByText('does not match: team="db"').waitFor();
    await page.reload();
    await page.getByRole('status').filter({ hasText: 'It goes to web-team.' }).waitFor();
    await closePage(page);
  });

  test('leads from an alert to its way and back to the alerts of a route', async () => {
    const page = await openPage(`${server.url}alerts?filter=alertname%3D"DiskFull"`);
    await page.locator('[data-alert] button').first().click();
    await page.getByRole('link', { name: 'Show it among all routes' }).click();
    await page.getByRole('status').filter({ hasText: 'It goes to db-pager.' }).waitFor();
    await page.getByRole('region', { name: 'Routes' }).getByRole('link').filter({ hasText: 'in 1 group' }).nth(1).click();
    await page.locator('[data-alert]').first().waitFor();
    expect(new URL(page.url()).searchParams.getAll('filter')).toContain('severity="critical"');
    await closePage(page);
  });

  test('tests a receiver and shows each hop, and what was sent before', async () => {
    const page = await openPage(`${server.url}routing`);
    const receivers = page.getByRole('region', { name: 'Receivers' });
    await receivers.getByRole('button', { name: /db-pager/ }).filter({ hasText: 'fails' }).click();
    const drawer = page.getByRole('dialog', { name: 'Receiver' });
    await drawer.getByRole('region', { name: 'Last attempts' }).getByText('rejected').first().waitFor();
    await drawer.getByRole('button', { name: 'Send a test message' }).click();
    const report = drawer.getByRole('status');
    await report.getByText('Not delivered.').waitFor();
    await report.getByText(/POST http:/).waitFor();
    await report.getByText('404', { exact: true }).waitFor();
    expect(await page.locator('[role=dialog] img').count()).toBe(0);

    await page.goto(`${server.url}routing?receiver=db-team`);
    await drawer.getByLabel('Labels').fill('severity');
    await drawer.getByText('is no label').waitFor();
    await drawer.getByLabel('Labels').fill('severity="critical"');
    await drawer.getByLabel('Your name').fill('ann');
    await drawer.getByRole('button', { name: 'Send a test message' }).click();
    await report.getByText('Delivered.', { exact: true }).waitFor();
    await report.getByText('200', { exact: true }).waitFor();
    await drawer.getByRole('region', { name: 'Last attempts' }).getByText('test').first().waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await receivers.getByRole('button', { name: /db-team/ }).filter({ hasText: 'delivers' }).waitFor();
    await closePage(page);
  });

  test.each(['light', 'dark'] as const)('it can be used without seeing or a mouse: %s', async (colorScheme) => {
    const page = await openPage(`${server.url}routing?label=team%3Ddb`, { colorScheme, bypassCSP: true });
    await page.getByRole('status').filter({ hasText: 'db-team' }).waitFor();
    await page.getByRole('region', { name: 'Receivers' }).getByText('ops').waitFor();
    expect(await faults(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.goto(`${server.url}routing?receiver=db-pager`);
    await page.getByRole('dialog').getByText('rejected').first().waitFor();
    expect(await faults(page)).toEqual([]);
    expect(await page.locator('main img, [role=dialog] img').count()).toBe(0);
    await closePage(page);
  });

  test('complains only of the receiver that refuses', () => {
    expect(server.errors.filter((line) => !line.includes('receiver=db-pager'))).toEqual([]);
  });
});
