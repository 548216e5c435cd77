import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePage, hasChromium, openPage, useBrowser } from './browser';
import { faults, overflow } from './checks';
import { Tocsin } from './tocsin';

const hostile = '"><img src=x onerror=alert(1)>' + '\u202e' + 'W'.repeat(2_000);

const config = 'route: {receiver: ops, group_by: [alertname], group_wait: 1s}\nreceivers: [{name: ops}]\n';

const files = {
  'tocsin.yml': 'rules: {files: [rules.yml], watch_self: false}\n',
  'rules.yml': `
groups:
- name: hosts
  interval: 1s
  rules:
  - {record: 'host:load', expr: vector(3), labels: {host: a}}
  - {record: 'host:load', expr: vector(5), labels: {host: b}}
  - alert: LoadHigh
    expr: host:load > 4
    labels: {severity: critical}
    annotations: {summary: 'Host {{ $labels.host }} has a load of {{ $value }}'}
  - {alert: LoadWaits, expr: host:load > 2, for: 1h}
  - alert: Blind
    expr: gone_metric{job="api"} > 5
  - alert: Broken
    expr: label_replace(host:load, "host", "x", "", "")
- name: ${JSON.stringify(hostile)}
  rules:
  - alert: ${JSON.stringify(hostile)}
    expr: ${JSON.stringify(`label_replace(vector(0), "x", ${JSON.stringify(hostile)}, "", "") > 1`)}
    annotations: {${JSON.stringify('summary')}: ${JSON.stringify(`${hostile} javascript:alert(2)`)}}
`,
};

const checkout = `name: checkout
interval: 1s
rules:
- alert: CheckoutSlow
  expr: host:load{host="b"} > 6
  labels:
    severity: warning
`;

describe.skipIf(!hasChromium)('the rules page', () => {
  useBrowser();
  let server: Tocsin;
  const kept = async (path: string) => (await fetch(`${server.url}api/v1/rules/${path}`)).text();
  const write = async (group: string) => {
    const headers = { 'Content-Type': 'application/yaml' };
    const response = await fetch(`${server.url}api/v1/rules/team?author=bob`, { method: 'POST', headers, body: group });
    expect(response.status).toBe(202);
  };
  beforeAll(async () => {
    server = await Tocsin.start(config, [], { files });
  });
  afterAll(() => server?.stop());

  test('tells of each rule how it is, what it costs and what it looks for in vain, and leads on', async () => {
    const page = await openPage(`${server.url}rules`);
    const row = (name: string) => page.getByRole('listitem').filter({ has: page.getByRole('button', { name, exact: true }) });
    await row('LoadHigh').getByText('firing', { exact: true }).waitFor();
    await row('LoadWaits').getByText('pending', { exact: true }).waitFor();
    await row('Blind').getByText('nothing matches gone_metric{job="api"}').waitFor();
    await row('Broken').getByText('fails').waitFor();

    await page.getByRole('button', { name: /unhealthy/ }).click();
    await row('LoadHigh').waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('state')).toBe('unhealthy');
    await page.goBack();
    await page.keyboard.press('/');
    await page.keyboard.type('LoadHigh');
    await row('LoadWaits').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog', { name: 'Rule' });
    await drawer.getByText('It is changed where its file is.').waitFor();
    await drawer.getByRole('region', { name: 'Each evaluation' }).getByText('5', { exact: true }).first().waitFor();
    await page.reload();
    await drawer.getByRole('link', { name: 'Those that fire' }).click();
    await page.getByText('Host b has a load of 5').waitFor();
    await closePage(page);
  });

  test('a group is written, tried, saved, changed and brought back', async () => {
    const page = await openPage(`${server.url}rules`, {}, /400/);
    await page.getByRole('button', { name: 'LoadHigh' }).waitFor();
    await page.keyboard.press('n');
    const form = page.getByRole('form', { name: 'Rule group' });
    await form.getByLabel('Namespace').fill('team');
    await fillIn(page, checkout.replace('> 6', '> > 6'));
    await form.getByRole('button', { name: 'Dry run' }).click();
    await form.getByRole('list', { name: 'Faults' }).getByText('5:31').waitFor();
    await page.locator('.cm-lintRange-error').waitFor();
    expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);

    await fillIn(page, checkout.slice(0, checkout.indexOf('host:load')));
    await page.keyboard.type('host:l');
    await page.getByRole('option', { name: /host:load/ }).first().waitFor();
    await page.keyboard.press('Escape');
    await fillIn(page, checkout);
    await form.getByRole('button', { name: 'Dry run' }).click();
    const trial = page.getByRole('region', { name: 'Dry run' });
    await trial.getByText('0 series').waitFor();
    await form.getByLabel('Comment').fill('the sale starts');
    await form.getByLabel('Your name').fill('ann');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/group=checkout/);
    const versions = page.getByRole('region', { name: 'Versions' });
    await versions.getByText('the sale starts').waitFor();
    expect(await kept('team/checkout')).toBe(checkout);

    // One that fires, with what differs and what would have fired before it is saved.
    await fillIn(page, checkout.replace('> 6', '> 4'));
    await page.getByRole('region', { name: 'Difference by lines' }).getByText('host:load{host="b"} > 4').waitFor();
    await page.keyboard.press('Control+Enter');
    await trial.getByText('1 series').waitFor();
    await trial.getByText('host:load{host="b"} > 6').waitFor();
    await page.getByRole('button', { name: 'Last 1h' }).click();
    await page.getByText('1 alert would have fired').waitFor();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('status').filter({ hasText: 'Version 2 is in force.' }).waitFor();

    await versions.getByRole('button', { name: 'Version 1' }).click();
    await versions.getByText('0 series').waitFor();
    expect(new URL(page.url()).searchParams.get('version')).toBe('1');
    await versions.getByRole('button', { name: 'Bring version 1 back' }).click();
    await versions.getByText('version 1 again').waitFor();
    expect(await kept('team/checkout')).toBe(checkout);
    await page.locator('.cm-content').getByText('> 6').waitFor();
    await closePage(page);
  });

  test('what somebody else wrote meanwhile is not overwritten, and nothing that was typed is lost', async () => {
    await write('name: shared\nrules:\n- {record: a, expr: vector(1)}\n');
    const page = await openPage(`${server.url}rules/edit?namespace=team&group=shared`, {}, /412|503|Failed to load/);
    const form = page.getByRole('form', { name: 'Rule group' });
    await page.locator('.cm-content').getByText('vector(1)').waitFor();
    await fillIn(page, 'name: shared\nrules:\n- {record: mine, expr: vector(2)}\n');
    await write('name: shared\nrules:\n- {record: theirs, expr: vector(3)}\n');
    await page.route('**/api/v1/rules/team?dry_run=true', (route) =>
      route.fulfill({ status: 503, json: { status: 'error', error: 'the disk is full' } }));
    await form.getByRole('button', { name: 'Dry run' }).click();
    await form.getByRole('alert').filter({ hasText: 'the disk is full' }).waitFor();
    await page.unroute('**/api/v1/rules/team?dry_run=true');
    await form.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('region', { name: 'Dry run' }).getByText('1 series').waitFor();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('version 2 is in force, not 1').waitFor();
    await form.getByRole('button', { name: 'Try again' }).click();
    await form.getByText('Version 2 is in force now.').waitFor();
    await form.getByRole('button', { name: 'Compare with that' }).click();
    await page.getByRole('region', { name: 'Difference by lines' }).getByText('theirs').waitFor();
    await page.locator('.cm-content').getByText('mine').waitFor();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByRole('status').filter({ hasText: 'Version 3 is in force.' }).waitFor();
    expect(await kept('team/shared')).toContain('mine');

    await form.getByRole('button', { name: 'Remove…' }).click();
    await form.getByRole('button', { name: 'Yes, remove the group' }).click();
    await form.getByText('not in force').waitFor();
    await page.getByRole('button', { name: 'Version 2' }).click();
    await page.getByRole('button', { name: 'Bring version 2 back' }).click();
    await form.getByText('version 5').waitFor();
    expect(await kept('team/shared')).toContain('theirs');
    await closePage(page);
  });

  test('an expression is completed, run, plotted, read as a table, and is in the address', async () => {
    const page = await openPage(`${server.url}query`, {}, /400/);
    const field = page.locator('.cm-content');
    await field.waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('host:lo');
    await page.getByRole('option', { name: /host:load/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('{ho');
    await page.getByRole('option', { name: /^host/ }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('host:load');
    await page.keyboard.press('Control+Enter');
    const graph = page.getByRole('region', { name: 'Graph' });
    await graph.getByText('2 series').waitFor();
    await graph.locator('canvas').waitFor();
    const first = graph.getByRole('button', { name: /host="a"/ });
    await first.click();
    expect(new URL(page.url()).searchParams.getAll('only')).toEqual(['host:load{host="a"}']);
    await page.getByRole('button', { name: 'Longer range' }).click();
    expect(new URL(page.url()).searchParams.get('range')).toBe('6h');

    await page.getByText('Table', { exact: true }).click();
    const table = page.getByRole('region', { name: 'Table' });
    await table.getByRole('row').filter({ hasText: 'host="b"' }).getByText('5').waitFor();
    await page.reload();
    await table.getByRole('row').filter({ hasText: 'host="b"' }).waitFor();
    await page.goBack();
    await graph.locator('canvas').waitFor();

    await field.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('sum(host:load');
    await page.locator('.cm-lintRange-error').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').filter({ hasText: 'unclosed left parenthesis' }).waitFor();
    await page.goBack();
    await graph.locator('canvas').waitFor();
    await closePage(page);
  });

  test("an alert's source leads to its expression", async () => {
    const page = await openPage(`${server.url}graph?g0.expr=host%3Aload+%3E+4&g0.tab=1`);
    await page.getByRole('region', { name: 'Table' }).getByText('host="b"').waitFor();
    expect(new URL(page.url()).pathname).toMatch(/\/query$/);
    await closePage(page);
  });

  test.each(['light', 'dark'] as const)('can be used without seeing or a mouse, and hostile texts are texts: %s', async (colorScheme) => {
    await write(`name: looked-at\nrules:\n- {alert: A, expr: 'rate(host:load[10s]) > 4'}\n`);
    await write(`name: looked-at\nrules:\n- {alert: A, expr: vector(1)}\n`);
    const page = await openPage(`${server.url}rules`, { colorScheme, bypassCSP: true }, /400/);
    const looked = async () => {
      expect(await faults(page)).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await page.locator('main img, [role=dialog] img').count()).toBe(0);
    };
    await page.getByText('nothing matches').waitFor();
    await looked();
    const rule = encodeURIComponent(hostile);
    await page.goto(`${server.url}rules?file=rules.yml&group=${rule}&rule=${rule}`);
    await page.getByRole('dialog').getByText('javascript:alert(2)').waitFor();
    expect(await page.locator('[role=dialog] a[target=_blank]').count()).toBe(0);
    await looked();
    await page.goto(`${server.url}rules/edit?namespace=team&group=looked-at&version=1`);
    await page.getByText('Bring version 1 back').waitFor();
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByRole('region', { name: 'Dry run' }).getByText('At this moment').waitFor();
    await page.locator('.cm-content').waitFor();
    await looked();
    await page.goto(`${server.url}query?expr=host:load`);
    await page.locator('canvas').waitFor();
    await page.locator('.cm-content').waitFor();
    await looked();
    const odd = `label_replace(vector(0), "x", ${JSON.stringify(hostile)}, "", "")`;
    await page.goto(`${server.url}query?tab=table&expr=${encodeURIComponent(odd)}`);
    await page.getByRole('region', { name: 'Table' }).getByText('onerror').waitFor();
    await page.locator('.cm-content').waitFor();
    await looked();
    await page.goto(`${server.url}query?expr=sum(`);
    await page.getByRole('alert').waitFor();
    await looked();
    await closePage(page);
  });

  test.each([
    ['rules', 'nothing matches'],
    ['rules?file=rules.yml&group=hosts&rule=LoadHigh', 'It is changed where its file is.'],
    ['rules/edit', 'The group as YAML'],
    ['query?expr=host:load', '2 series'],
    ['query?expr=host:load&tab=table', '2 series'],
  ])('fits a phone: %s', async (path, text) => {
    const page = await openPage(server.url + path, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await page.getByText(text).or(page.getByLabel(text)).first().waitFor();
    if (!path.startsWith('rules?') && path !== 'rules') await page.locator('.cm-content').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await closePage(page);
  });

  test('complains of nothing', () => expect(server.errors).toEqual([]));
});

describe.skipIf(!hasChromium)('the query page below a prefix', () => {
  useBrowser();

  test('completes and plots there, too', async () => {
    const flags = ['--web.external-url', 'http://x.example/ops/tocsin'];
    const server = await Tocsin.start(config, flags, { prefix: '/ops/tocsin', files });
    try {
      // The page asks once: not before the rule has recorded.
      const recorded = async () => (await (await fetch(`${server.url}api/v1/query?query=host:load`)).text()).includes('"host:load"');
      await expect.poll(recorded, { timeout: 60_000 }).toBe(true);
      const page = await openPage(`${server.url}query?expr=host:load`, {}, /400/);
      await page.locator('canvas').waitFor();
      await fillIn(page, 'host:loa');
      await page.keyboard.type('d');
      await page.getByRole('option', { name: /host:load/ }).first().waitFor();
      await closePage(page);
    } finally {
      await server.stop();
    }
  });
});

describe.skipIf(!hasChromium)('rules over a backend', () => {
  useBrowser();

  test('lead to their expression there', async () => {
    const far = await Tocsin.start(config, [], { files });
    const near = await Tocsin.start(config, [], {
      files: {
        'tocsin.yml': `rules: {files: [far.yml], watch_self: false}\nbackends: {far: {url: '${far.url}'}}\n`,
        'far.yml': 'groups:\n- {name: over, backend: far, rules: [{alert: FarHigh, expr: host:load > 4}]}\n',
      },
    });
    try {
      const page = await openPage(`${near.url}rules`);
      await page.getByRole('button', { name: 'FarHigh' }).click();
      await page.getByRole('dialog').getByText('over far').waitFor();
      await page.getByRole('dialog').getByRole('link', { name: 'Query it' }).click();
      await page.getByRole('region', { name: 'Graph' }).getByText('host:load{host="b"}').waitFor();
      await page.getByRole('button', { name: 'over far' }).click();
      await page.getByText('The expression gives nothing in this time.').waitFor();
      await closePage(page);
    } finally {
      await near.stop();
      await far.stop();
    }
  });
});

/** Puts a text into the editor in place of what stands there. */
async function fillIn(page: Page, text: string): Promise<void> {
  const field = page.locator('.cm-content');
  await field.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}
