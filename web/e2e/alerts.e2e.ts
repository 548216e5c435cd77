import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePage, hasChromium, openPage, useBrowser } from './browser';
import { faults, overflow, shoot } from './checks';
import { type PostedAlert, Tocsin } from './tocsin';

const config = `
route:
  receiver: ops
  group_by: [alertname]
  group_wait: 5s
  routes:
  - receiver: db-team
    matchers: [team="db"]
inhibit_rules:
- source_matchers: [severity="critical"]
  target_matchers: [severity="warning"]
  equal: [host]
receivers:
- name: ops
- name: db-team
`;

const alerts: PostedAlert[] = [
  { labels: { alertname: 'DiskFull', severity: 'critical', team: 'db', host: 'a1' }, annotations: { summary: 'Disk a1 is full' } },
  { labels: { alertname: 'DiskFull', severity: 'warning', team: 'db', host: 'a1', mount: '/' }, annotations: { summary: 'Disk a1 fills' } },
  { labels: { alertname: 'HighLatency', severity: 'warning', team: 'web', host: 'w1' }, annotations: { summary: 'p99 is 2 s' } },
  { labels: { alertname: 'CertExpires', severity: 'info', team: 'web', host: 'w2' }, annotations: { summary: 'in 20 days' } },
];

describe.skipIf(!hasChromium)('the alerts page', () => {
  useBrowser();
  let server: Tocsin;
  beforeAll(async () => {
    server = await Tocsin.start(config);
    await server.push(alerts);
  });
  afterAll(() => server?.stop());

  test('shows each group once, the worst first, and what is held back with its cause', async () => {
    const page = await openPage(server.url);
    const cards = page.locator('section[aria-label]');
    await cards.nth(2).waitFor();
    expect(await cards.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))).toEqual([
      'DiskFull', 'HighLatency', 'CertExpires',
    ]);
    await page.getByRole('button', { name: 'inhibited', exact: true }).click();
    await page.getByRole('dialog').getByRole('heading', { name: 'DiskFull' }).waitFor();
    expect(new URL(page.url()).searchParams.get('alert')).toMatch(/^[0-9a-f]{16}$/);
    await closePage(page);
  });

  test('filters by what is typed and chosen, keeps it in the address, and comes back by it', async () => {
    const page = await openPage(server.url);
    await page.getByText('p99 is 2 s').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('team');
    await page.getByRole('option', { name: /^team/ }).click();
    await page.getByRole('option', { name: /^web/ }).click();
    await page.getByText('Disk a1 is full').waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.getAll('filter')).toEqual(['team="web"']);
    await page.reload();
    await page.getByText('p99 is 2 s').waitFor();
    expect(await page.getByText('Disk a1 is full').count()).toBe(0);
    await page.goBack();
    await page.getByText('Disk a1 is full').waitFor();
    await closePage(page);
  });

  test('completes what stands behind an @, also where it is an id that nobody knows', async () => {
    const page = await openPage(server.url);
    await page.getByText('p99 is 2 s').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('inhibited_by');
    await page.getByRole('option', { name: /^@inhibited_by/ }).click();
    await page.keyboard.type('disk a1');
    await page.getByRole('option', { name: 'DiskFull Disk a1 is full' }).click();
    await page.getByText('p99 is 2 s').waitFor({ state: 'detached' });
    await page.getByText('Disk a1 fills').waitFor();
    expect(new URL(page.url()).searchParams.getAll('filter')[0]).toMatch(/^@inhibited_by="[0-9a-f]{16}"$/);
    await page.getByRole('button', { name: 'Take all conditions away' }).click();
    await page.keyboard.type('@state=mut');
    await page.getByRole('option', { name: /^muted none now/ }).click();
    await page.getByText('No alert passes the filter.').waitFor();
    await closePage(page);
  });

  test('says what is wrong with a filter and keeps what was typed', async () => {
    const page = await openPage(server.url, {}, /400/);
    await page.getByText('p99 is 2 s').waitFor();
    await page.getByRole('combobox', { name: 'Filter' }).or(page.getByRole('textbox', { name: 'Filter' })).first().fill('host=~"("');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: /missing|error parsing/ }).waitFor();
    expect(await page.getByText('host=~"("').count()).toBe(1);
    await closePage(page);
  });

  test('shows a new alert and forgets an ended one without being loaded again', async () => {
    const page = await openPage(server.url);
    await page.getByText('p99 is 2 s').waitFor();
    await page.evaluate('window.stayed = true');
    const labels = { alertname: 'QueueTooLong', severity: 'critical', team: 'web', host: 'q1' };
    const began = Date.now();
    await server.push([{ labels, annotations: { summary: 'The queue is long' } }]);
    await page.getByText('The queue is long').waitFor();
    console.log(`an update was visible after ${Date.now() - began} ms`);
    await server.push([{ labels, endsAt: new Date(Date.now() - 1000).toISOString() }]);
    await page.getByText('The queue is long').waitFor({ state: 'detached' });
    expect(await page.evaluate('window.stayed')).toBe(true);
    await closePage(page);
  });

  test('tells that it is not live while the server is down, and goes on by itself when it is back', async () => {
    const page = await openPage(server.url, {}, /Failed to load|ERR_/);
    await page.getByText('p99 is 2 s').waitFor();
    await page.evaluate('window.stayed = true');
    await server.kill();
    await page.getByRole('alert').filter({ hasText: 'Not live' }).waitFor();
    expect(await page.getByText('p99 is 2 s').count()).toBe(1);
    await server.up();
    await page.getByRole('alert').filter({ hasText: 'Not live' }).waitFor({ state: 'detached' });
    await server.push([{ labels: { alertname: 'AfterRestart', severity: 'info', team: 'web', host: 'r1' } }]);
    await page.locator('section[aria-label=AfterRestart]').waitFor();
    expect(await page.evaluate('window.stayed')).toBe(true);
    await closePage(page);
  });

  test('opens an alert by keys and tells why, whereto and when', async () => {
    const page = await openPage(server.url);
    await page.getByText('Disk a1 is full').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('db-team', { exact: true }).first().waitFor();
    await dialog.getByText('does not match').or(dialog.getByText('it lands here')).first().waitFor();
    await dialog.getByText('Received for the first time.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.has('alert')).toBe(false);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Next alert').waitFor();
    await closePage(page);
  });

  test('shows when an alert fired before, asked once for all that are in sight', async () => {
    const labels = { alertname: 'Flaps', severity: 'warning', host: 'f1' };
    const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    await server.push([{ labels, startsAt: at(-6), endsAt: at(-5) }]);
    await server.push([{ labels, startsAt: at(-1), endsAt: at(1) }]);
    const page = await openPage(server.url, {}, /^$/);
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('alerts/spans') && asked.push(request.url()));
    await page.reload();
    await page.locator('section[aria-label=Flaps]').getByRole('img', { name: /^Fired 2 times in the last 24 hours, for 2h/ }).waitFor();
    await page.locator('section[aria-label=DiskFull]').getByRole('img', { name: /^Fired once/ }).first().waitFor();
    expect(asked.length).toBe(1);
    await page.keyboard.press('v');
    await page.getByRole('listitem').filter({ hasText: 'Flaps' }).getByRole('img', { name: /^Fired 2 times/ }).waitFor();
    expect(asked.length).toBe(1);
    await server.push([{ labels, startsAt: at(-1), endsAt: at(-0.001) }]);
    await closePage(page);
  });

  test('shows the same in two browsers', async () => {
    const [one, two] = await Promise.all([openPage(`${server.url}alerts?view=list`), openPage(`${server.url}alerts?view=list`)]);
    await server.push([{ labels: { alertname: 'SeenTwice', severity: 'critical', host: 's1' } }]);
    const lines = async (page: Page) => {
      await page.getByRole('button', { name: 'SeenTwice' }).waitFor();
      return page.locator('[data-alert]').evaluateAll((all) => all.map((line) => line.getAttribute('data-alert')));
    };
    expect(await lines(one)).toEqual(await lines(two));
    await closePage(one);
    await closePage(two);
  });

  test.each([
    ['the wall', 'alerts?labels=true', 'light'],
    ['the wall in the dark', 'alerts?labels=true', 'dark'],
    ['the list', 'alerts?view=list', 'light'],
    ['the list in the dark', 'alerts?view=list&filter=host!="x"', 'dark'],
  ] as const)('%s can be used without seeing or a mouse', async (name, path, colorScheme) => {
    const page = await openPage(server.url + path, { colorScheme, bypassCSP: true });
    await page.getByText('p99 is 2 s').waitFor();
    expect(await faults(page)).toEqual([]);
    await shoot(page, name);
    await page.getByText('p99 is 2 s').click();
    await page.getByRole('dialog').getByText('Received for the first time.').waitFor();
    expect(await faults(page)).toEqual([]);
    await closePage(page);
  });

  test('fits a phone', async () => {
    const page = await openPage(server.url, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await page.getByText('Disk a1 is full').waitFor();
    await shoot(page, 'wall on a phone');
    await page.getByText('Disk a1 is full').tap();
    await page.getByRole('dialog').getByText('Received for the first time.').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Close', exact: true }).tap();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await closePage(page);
  });

  test('complains of nothing', () => expect(server.errors).toEqual([]));
});

describe.skipIf(!hasChromium)('hostile texts', () => {
  useBrowser();
  let server: Tocsin;
  const long = 'W'.repeat(10_000);
  const script = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
  beforeAll(async () => {
    server = await Tocsin.start(config);
    await server.push([
      {
        labels: { alertname: script, severity: script, team: 'db', host: long, rtl: '\u202egnp.exe\u202c', '"quoted" \u00fc': 'x' },
        annotations: {
          summary: `${script} javascript:alert(3) https://ok.example/a`,
          description: '[x](javascript:alert(4)) data:text/html,<script>alert(5)</script> mailto:a@b.example',
          [script]: long,
        },
        generatorURL: 'javascript:alert(6)',
      },
    ]);
  });
  afterAll(() => server?.stop());

  test.each(['alerts', 'alerts?view=list', 'alerts?labels=true&group=host'])('are texts on %s', async (path) => {
    const page = await openPage(server.url + path);
    const row = page.locator('[data-alert]').first();
    await row.waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await row.locator('button:not([title])').first().click();
    await page.getByRole('dialog').getByText('Received for the first time.').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const hrefs = await page.locator('a[target=_blank]').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(hrefs.sort()).toEqual(['https://ok.example/a', 'mailto:a@b.example']);
    expect(await page.locator('main img, main script, [role=dialog] img, [role=dialog] script').count()).toBe(0);
    await closePage(page);
  });
});

describe.skipIf(!hasChromium)('where it is served', () => {
  useBrowser();

  test('below a prefix, at any depth of the address', async () => {
    const server = await Tocsin.start(config, ['--web.external-url', 'http://x.example/ops/tocsin'], { prefix: '/ops/tocsin' });
    try {
      await server.push(alerts);
      for (const path of ['', 'alerts', 'alerts/', '../tocsin']) {
        const page = await openPage(server.url + path);
        await page.getByText('p99 is 2 s').waitFor();
        await closePage(page);
      }
    } finally {
      await server.stop();
    }
  });

  test('behind the same login as everything', async () => {
    // The password is "secret".
    const users = 'basic_auth_users:\n  ann: $2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW\n';
    const server = await Tocsin.start(config, ['--web.config.file', 'web.yml'], { files: { 'web.yml': users } });
    try {
      expect((await fetch(server.url)).status).toBe(401);
      expect((await fetch(`${server.url}api/v2/stream`)).status).toBe(401);
      const page = await openPage(server.url, { httpCredentials: { username: 'ann', password: 'secret' } });
      await page.getByText('Nothing is firing.').waitFor();
      await closePage(page);
    } finally {
      await server.stop();
    }
  });
});
