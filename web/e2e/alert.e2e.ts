import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePage, hasChromium, openPage, useBrowser } from './browser';
import { faults, overflow, shoot } from './checks';
import { Tocsin } from './tocsin';

const config = `
route:
  receiver: ops
  group_by: [alertname]
  group_wait: 1s
  routes:
  - receiver: web-team
    matchers: [team="web"]
  - receiver: db-team
    matchers: [team="db"]
receivers:
- name: ops
- name: web-team
- name: db-team
  webhook_configs: [{url: 'http://127.0.0.1:9/hook', timeout: 1s}]
`;

const settings = `
rules: {watch_self: false}
series: {scrape_self: false}
dashboard: {trace_url: 'https://tempo.example/trace/{{trace_id}}'}
`;

const traceId = '0af7651916cd43dd8448eb211c80319c';

// A wave that stands above its threshold some of the time, so that the picture has something to show.
const rules = `
name: disks
interval: 1s
rules:
- alert: QueueTooLong
  expr: queue_jobs_total + time() % 600 / 10 > 80
  labels: {team: db, severity: critical}
  annotations:
    summary: "The queue of {{ $labels.host }} is long"
    runbook_url: https://wiki.example/queue
    runbook: |
      ## What to do
      1. Look at \`tocsin query queue_jobs_total\`.
      2. **Do not** restart it. <img src=x onerror=alert(1)> [x](javascript:alert(2))

      - see [the wiki](https://wiki.example/more)
`;

/** A counter of two hosts over the last hour, the last point of one with a trace. */
async function sample(server: Tocsin): Promise<void> {
  const times = Array.from({ length: 121 }, (_, place) => BigInt(Date.now() - (120 - place) * 30_000) * 1_000_000n);
  const dataPoints = ['a', 'b'].flatMap((host) => times.map((time, place) => ({
    timeUnixNano: String(time),
    asDouble: host === 'b' ? place / 100 : place > 60 ? 90 + place / 4 : 20 + place / 2,
    attributes: [{ key: 'host', value: { stringValue: host } }],
    exemplars: host === 'a' && place === 120 ? [{ timeUnixNano: String(time), asDouble: 71.5, traceId, spanId: 'b7ad6b7169203331' }] : [],
  })));
  await server.post('api/v1/otlp/v1/metrics', {
    resourceMetrics: [{
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'queue' } }] },
      scopeMetrics: [{ metrics: [{ name: 'queue_jobs', sum: { isMonotonic: true, aggregationTemporality: 2, dataPoints } }] }],
    }],
  });
}

describe.skipIf(!hasChromium)('one alert', () => {
  useBrowser();
  let server: Tocsin;
  let fingerprint = '';
  beforeAll(async () => {
    server = await Tocsin.start(config, ['--config', 'tocsin.yml'], { files: { 'tocsin.yml': settings } });
    await sample(server);
    const headers = { 'Content-Type': 'application/yaml' };
    const put = await fetch(`${server.url}api/v1/rules/team`, { method: 'POST', headers, body: rules });
    expect(put.ok, await put.text()).toBe(true);
    const labels = { alertname: 'FromElsewhere', severity: 'warning', team: 'web' };
    await server.push([{ labels, generatorURL: 'https://prom.example/graph?g0.expr=up' }]);
    for (const [name, hours] of [['QueueTooLong', 0], ['QueueTooLong', 5]] as const) {
      await server.post('api/v2/silences', {
        matchers: [{ name: 'alertname', value: name, isRegex: false, isEqual: true }],
        startsAt: new Date(Date.now() + hours * 3_600_000 + 600_000).toISOString(),
        endsAt: new Date(Date.now() + hours * 3_600_000 + 1_200_000).toISOString(),
        createdBy: 'ann', comment: `planned ${hours}`,
      });
    }
    const page = await openPage(server.url);
    await page.locator('[data-alert]', { hasText: 'The queue of a is long' }).waitFor();
    fingerprint = (await page.locator('[data-alert]', { hasText: 'The queue of a' }).getAttribute('data-alert')) ?? '';
    await closePage(page);
  });
  afterAll(() => server?.stop());

  const open = async (options = {}): Promise<Page> => {
    const page = await openPage(`${server.url}alerts?alert=${fingerprint}`, options);
    await page.getByRole('region', { name: 'Notifications' }).getByText('webhook[0]').first().waitFor();
    await page.getByRole('img', { name: /^The value, which fires > 80/ }).locator('canvas').waitFor();
    return page;
  };

  test('shows its rule, its value over time with the threshold, and the traces', async () => {
    const page = await open();
    const drawer = page.getByRole('dialog', { name: 'Alert' });
    await drawer.getByText('queue_jobs_total + time() % 600 / 10 > 80').waitFor();
    await drawer.getByText('disks in team; evaluated every 1s').waitFor();
    await drawer.getByRole('region', { name: 'Value > 80' }).waitFor();
    expect(await drawer.getByRole('link', { name: traceId }).getAttribute('href')).toBe(`https://tempo.example/trace/${traceId}`);
    await drawer.getByText('6 h', { exact: true }).click();
    expect(new URL(page.url()).searchParams.get('range')).toBe('6h');
    await drawer.getByRole('link', { name: 'Show the rule' }).click();
    await page.getByRole('dialog', { name: 'Rule' }).getByRole('heading', { name: 'QueueTooLong' }).waitFor();
    await page.goBack();
    await drawer.getByRole('link', { name: 'Query it' }).click();
    await page.waitForURL(/\/query\?expr=queue_jobs_total/);
    await closePage(page);
  });

  test('lays its runbook out without anything that could run', async () => {
    const page = await open();
    const runbook = page.getByRole('region', { name: 'Runbook' });
    await runbook.getByText('What to do').waitFor();
    expect(await runbook.locator('ol li').count()).toBe(2);
    expect(await runbook.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href')))).toEqual([
      'https://wiki.example/queue', 'https://wiki.example/more',
    ]);
    await runbook.getByText('<img src=x onerror=alert(1)>').waitFor();
    await closePage(page);
  });

  test('tells which silences will match it, what was sent with which outcome, and which routes did not take it', async () => {
    const page = await open();
    const silences = page.getByRole('region', { name: 'Silences' });
    await silences.getByText('planned 0').waitFor();
    expect(await silences.getByRole('link', { name: 'Will hold it back' }).count()).toBe(2);
    await page.getByRole('region', { name: 'Notifications' }).getByText('retry').or(page.getByText('failed')).first().waitFor();
    await page.getByRole('region', { name: 'Route', exact: true }).getByText('does not match: team="web"').waitFor();
    await silences.getByRole('link', { name: 'Will hold it back' }).first().click();
    await page.getByRole('dialog', { name: 'Silence' }).getByText('planned 0').first().waitFor();
    await closePage(page);
  });

  test('says of an alert from elsewhere that there is nothing to draw', async () => {
    const page = await openPage(server.url);
    await page.locator('section[aria-label=FromElsewhere] [data-alert]').click();
    const rule = page.getByRole('region', { name: 'Rule' });
    await rule.getByText('No rule of this server made it').waitFor();
    expect(await rule.getByRole('link').getAttribute('href')).toBe('https://prom.example/graph?g0.expr=up');
    await closePage(page);
  });

  test.each(['light', 'dark'] as const)('can be used without seeing or a mouse when it is %s', async (colorScheme) => {
    const page = await open({ colorScheme, bypassCSP: true });
    expect(await faults(page)).toEqual([]);
    await shoot(page, `alert-${colorScheme}`);
    await closePage(page);
  });

  test('fits a phone', async () => {
    const page = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await shoot(page, 'alert-phone');
    await closePage(page);
  });

  test('complains of nothing', () => expect(server.errors).toEqual([]));
});
