import { mkdirSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type PostedAlert, Tocsin } from '../e2e/tocsin';
import { launch } from './chromium';

/** Takes the README's pictures of a shop in a bad hour; the folder for them is the argument. */
export async function main([folder = '../docs/images']: readonly string[]): Promise<number> {
  mkdirSync(folder, { recursive: true });
  const people = await listen();
  const server = await Tocsin.start(configOf(people), ['--config', 'tocsin.yml'], { files: { 'tocsin.yml': settings } });
  const browser = await launch();
  try {
    await sample(server);
    await write(server, group);
    await fire(server);
    await silence(server);
    const take = async (name: string, path: string, options: BrowserContextOptions, ready: (page: Page) => Promise<void>) => {
      const page = await open(browser, server.url + path, options);
      await ready(page);
      // What fades in has, and the pointer is over nothing.
      await page.mouse.move(0, 0);
      await page.waitForTimeout(1500);
      await page.screenshot({ path: join(folder, `${name}.png`) });
      await page.context().close();
    };

    await take('dashboard-alerts', 'alerts', { viewport: { width: 1280, height: 560 }, colorScheme: 'dark' }, wall);
    await take('dashboard-alert', 'alerts', { ...desk, colorScheme: 'light' }, alert);
    await take('dashboard-rules', 'rules/edit?namespace=shop&group=checkout', { ...desk, colorScheme: 'dark' }, editor);
    await take('dashboard-phone', 'alerts', { ...phone, colorScheme: 'dark' }, wall);
    await take('dashboard-phone-alert', 'alerts', { ...phone, colorScheme: 'light' }, alert);
  } finally {
    await browser.close();
    await server.stop();
    people.close();
  }
  return 0;
}

const desk = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 780 }, isMobile: true, hasTouch: true };

async function open(browser: Browser, url: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ timezoneId: 'UTC', locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  return page;
}

async function wall(page: Page): Promise<void> {
  await page.locator('[data-alert]', { hasText: 'of the payments fail in eu' }).waitFor();
  await page.getByRole('img', { name: /^Fired \d times/ }).first().waitFor();
}

async function alert(page: Page): Promise<void> {
  await page.locator('[data-alert]', { hasText: 'of the payments fail in eu' }).getByRole('button').first().click();
  await page.getByRole('img', { name: /^The value, which fires/ }).locator('canvas').waitFor();
  await page.getByRole('region', { name: 'Notifications' }).getByText('webhook[0]').first().waitFor();
  const region = page.getByRole('region', { name: /^Value/ });
  // The plot in the middle of the picture.
  await region.evaluate((element) => element.scrollIntoView({ block: 'center' }));
}

async function editor(page: Page): Promise<void> {
  const field = page.locator('.cm-content');
  await field.waitFor();
  await field.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(group.replace('> 0.05', '> 0.04'));
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Last 1h' }).click();
  await page.getByText(/would have fired/).last().waitFor();
}

const configOf = (people: Server) => `
route:
  receiver: night-shift
  group_by: [alertname, cluster]
  group_wait: 1s
  routes:
  - receiver: shop
    matchers: [team="checkout"]
  - receiver: database-on-call
    matchers: [team="database"]
  - receiver: storage
    matchers: [team="storage"]
inhibit_rules:
- source_matchers: [severity="critical"]
  target_matchers: [severity="warning"]
  equal: [cluster, team]
receivers:
- name: night-shift
- name: shop
  webhook_configs: [{url: 'http://127.0.0.1:${(people.address() as AddressInfo).port}/'}]
- name: database-on-call
- name: storage
`;

// Whoever is told; they are content with everything.
function listen(): Promise<Server> {
  const server = createServer((request, response) => request.resume().on('end', () => response.end('ok')));
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

const settings = 'rules: {watch_self: false}\nseries: {scrape_self: false}\n';

const group = `name: checkout
interval: 5s
rules:
- alert: PaymentsFail
  expr: sum by (region) (payments_failed) / sum by (region) (payments_started) > 0.05
  labels:
    team: checkout
    severity: critical
  annotations:
    summary: "{{ $value | humanizePercentage }} of the payments fail in {{ $labels.region }}"
    runbook: |
      Is it one bank or all of them? \`sum by (bank) (payments_failed)\` tells.
      **One bank**: switch it off. **All**: the gateway; call its people.
- alert: NobodyBuys
  expr: sum(payments_started) < 10
  for: 5m
  labels: {team: checkout, severity: critical}
`;

async function write(server: Tocsin, text: string): Promise<void> {
  const headers = { 'Content-Type': 'application/yaml' };
  const response = await fetch(`${server.url}api/v1/rules/shop?author=ann`, { method: 'POST', headers, body: text });
  if (!response.ok) throw new Error(await response.text());
}

/** Two regions over the last 70 minutes: one is well, in the other a bank fails, is better for a while, and fails again. */
async function sample(server: Tocsin): Promise<void> {
  const points = 281;
  const times = Array.from({ length: points }, (_, place) => Date.now() - (points - 1 - place) * 15_000);
  const wobble = (place: number) => Math.sin(place / 7) + Math.sin(place / 3.1) / 2;
  const ratio = (region: string, place: number) => {
    if (region === 'us') return 0.012 + 0.002 * wobble(place);
    const bad = place > 90 && place < 140 ? (place - 90) / 50 : place > 205 ? Math.min(1, (place - 205) / 25) : 0;
    return 0.016 + 0.003 * wobble(place) + 0.062 * bad;
  };
  const gauge = (name: string, value: (region: string, place: number) => number) => ({
    name,
    gauge: {
      dataPoints: ['eu', 'us'].flatMap((region) => times.map((time, place) => ({
        timeUnixNano: String(BigInt(time) * 1_000_000n),
        asDouble: value(region, place),
        attributes: [{ key: 'region', value: { stringValue: region } }],
      }))),
    },
  });
  const started = (_: string, place: number) => 420 + 15 * wobble(place * 1.7);
  await server.post('api/v1/otlp/v1/metrics', {
    resourceMetrics: [{
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'payments' } }] },
      scopeMetrics: [{
        metrics: [gauge('payments_started', started), gauge('payments_failed', (region, place) => ratio(region, place) * started(region, place))],
      }],
    }],
  });
}

const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();

type Seen = readonly [name: string, labels: Record<string, string>, summary: string, since: number, before: readonly (readonly [number, number])[]];

// Since when, and when before, in hours.
const seen: readonly Seen[] = [
  ['ReplicaBehind', { team: 'database', severity: 'critical', cluster: 'eu', instance: 'db-2' }, 'db-2 is 94 s behind', -0.4, [[-20, -19], [-9, -8.2]]],
  ['ReplicaBehind', { team: 'database', severity: 'critical', cluster: 'eu', instance: 'db-3' }, 'db-3 is 71 s behind', -0.3, []],
  ['SlowQueries', { team: 'database', severity: 'warning', cluster: 'eu', instance: 'db-2' }, 'Every tenth query takes 2 s', -0.6, [[-13, -11]]],
  ['QueueGrows', { team: 'checkout', severity: 'warning', cluster: 'us', queue: 'orders' }, '1,240 orders wait', -1.2, [[-23, -22.5], [-17, -16], [-11, -10.2], [-5, -4]]],
  ['QueueGrows', { team: 'checkout', severity: 'warning', cluster: 'us', queue: 'mails' }, '310 mails wait', -0.2, []],
  ['DiskFills', { team: 'storage', severity: 'warning', cluster: 'eu', instance: 'disk-7', mount: '/var' }, 'Full in 6 hours', -3.1, [[-15, -14]]],
  ['DiskFills', { team: 'storage', severity: 'warning', cluster: 'eu', instance: 'disk-9', mount: '/' }, 'Full in 2 days', -7, []],
  ['BackupLate', { team: 'storage', severity: 'warning', cluster: 'us', instance: 'backup-1' }, 'The last good one is 27 hours old', -3, []],
  ['CertificateExpires', { severity: 'info', cluster: 'eu', host: 'www.shop.example' }, 'In 20 days', -22, []],
  ['CertificateExpires', { severity: 'info', cluster: 'eu', host: 'pay.shop.example' }, 'In 24 days', -9, []],
  ['NodeRestarted', { severity: 'info', cluster: 'us', instance: 'node-14' }, 'Up for 9 minutes', -0.15, [[-18, -17.8], [-6, -5.8]]],
];

/** Each alert as often as it fired, one after the other, and last as it fires now. */
async function fire(server: Tocsin): Promise<void> {
  const rounds = Math.max(...seen.map(([, , , , before]) => before.length)) + 1;
  for (let round = 0; round < rounds; round++) {
    const alerts: PostedAlert[] = [];
    for (const [alertname, labels, summary, since, before] of seen) {
      const [from, to] = before[round] ?? [since, 1];
      if (round <= before.length) {
        alerts.push({ labels: { alertname, ...labels }, annotations: { summary }, startsAt: hours(from), endsAt: hours(to) });
      }
    }
    await server.push(alerts);
  }
}

async function silence(server: Tocsin): Promise<void> {
  await server.post('api/v2/silences', {
    matchers: [{ name: 'alertname', value: 'BackupLate', isRegex: false, isEqual: true }],
    startsAt: hours(0), endsAt: hours(5), createdBy: 'ann', comment: 'the new tapes come at noon',
  });
}
