import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePage, hasChromium, openPage, useBrowser } from './browser';
import { faults, overflow } from './checks';
import { Tocsin } from './tocsin';

const config = 'route: {receiver: ops, group_by: [alertname], group_wait: 5s}\nreceivers: [{name: ops}]\n';
const hostile = '"><img src=x onerror=alert(1)>' + '\u202e' + 'W'.repeat(3_000);

const silence = (comment: string, matcher: object, hours = 2) => ({
  matchers: [{ name: 'host', value: 'x1', isRegex: false, isEqual: true, ...matcher }],
  startsAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + hours * 3_600_000).toISOString(),
  comment,
  createdBy: 'ann',
});

describe.skipIf(!hasChromium)('the silences page', () => {
  useBrowser();
  let server: Tocsin;
  beforeAll(async () => {
    server = await Tocsin.start(config);
    await server.push([1, 2, 3, 4, 5, 6].map((host) => ({
      labels: { alertname: host < 3 ? 'DiskFull' : 'HighLatency', severity: 'warning', team: host < 3 ? 'db' : 'web', host: `h${host}` },
      annotations: { summary: `host ${host} is unwell` },
    })));
  });
  afterAll(() => server?.stop());

  test('an alert is silenced by a key, with what that mutes before and after, and fires again when the silence is expired', async () => {
    const page = await openPage(server.url);
    await page.getByText('host 1 is unwell').click();
    await page.getByRole('dialog').getByText('Received for the first time.').waitFor();
    await page.keyboard.press('s');
    const form = page.getByRole('form', { name: 'Silence' });
    await form.waitFor();
    expect(new URL(page.url()).searchParams.getAll('filter')).toContain('host="h1"');

    // Only the host and the name are meant.
    await form.getByRole('button', { name: 'Take away severity' }).click();
    await form.getByRole('button', { name: 'Take away host' }).click();
    const now = page.getByRole('region', { name: 'Muted now' });
    await now.getByText('2 of 6 live alerts').waitFor();
    await now.getByText('host 2 is unwell').waitFor();
    await page.getByRole('region', { name: 'Muted in the last 30 days' }).getByText('2 alerts fired 2 times').waitFor();
    await form.getByRole('button', { name: '1h', exact: true }).click();
    await form.getByRole('button', { name: 'Silence', exact: true }).click();
    await form.getByText('Say why').waitFor();
    await form.getByLabel('Comment').fill('the disks are swapped');
    await form.getByLabel('Your name').fill('ann');
    await form.getByRole('button', { name: 'Silence', exact: true }).click();

    const drawer = page.getByRole('dialog', { name: 'Silence' });
    await drawer.getByText('2 of 6 live alerts').waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    await page.getByRole('navigation').getByRole('link', { name: 'Alerts' }).click();
    await page.getByRole('link', { name: 'silenced' }).first().click();
    await drawer.getByText('the disks are swapped').first().waitFor();
    expect(page.url()).toContain(id);
    await drawer.getByRole('button', { name: 'Expire', exact: true }).click();
    await drawer.getByRole('button', { name: 'Expire now' }).click();
    await drawer.getByText('expired', { exact: true }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Alerts' }).click();
    await page.getByText('host 1 is unwell').waitFor();
    await page.getByRole('link', { name: 'silenced' }).first().waitFor({ state: 'detached' });
    await closePage(page);
  });

  test('what would mute nearly everything has to be confirmed', async () => {
    const page = await openPage(`${server.url}silences/new?filter=alertname%3D~".%2B"&filter=@state%3Dactive`);
    const form = page.getByRole('form', { name: 'Silence' });
    await form.getByText('6 of the 6 alerts').waitFor();
    await form.getByText('@state=active').waitFor();
    await form.getByLabel('Comment').fill('the whole site moves');
    await form.getByLabel('Your name').fill('bob');
    await form.getByRole('button', { name: 'Silence', exact: true }).click();
    await form.getByText('Confirm this').waitFor();
    expect(page.url()).toContain('/silences/new');
    await form.getByRole('checkbox').check();
    await form.getByRole('button', { name: 'Silence', exact: true }).click();
    const drawer = page.getByRole('dialog', { name: 'Silence' });
    await drawer.getByText('6 of 6 live alerts').waitFor();
    await drawer.getByRole('button', { name: 'Expire', exact: true }).click();
    await drawer.getByRole('button', { name: 'Expire now' }).click();
    await drawer.getByText('expired', { exact: true }).waitFor();
    await closePage(page);
  });

  test('a failed request says so, keeps what was typed and can be sent again', async () => {
    const page = await openPage(`${server.url}silences/new?filter=host%3D"h9"`, {}, /503|Failed to load/);
    const form = page.getByRole('form', { name: 'Silence' });
    await form.getByLabel('Comment').fill('tried twice');
    await form.getByLabel('Your name').fill('ann');
    await page.route('**/api/v2/silences', (route) =>
      route.request().method() === 'POST' ? route.fulfill({ status: 503, json: { code: 503, message: 'the disk is full' } }) : route.continue());
    await form.getByRole('button', { name: 'Silence', exact: true }).click();
    await form.getByRole('alert').filter({ hasText: 'the disk is full' }).waitFor();
    expect(await form.getByLabel('Comment').inputValue()).toBe('tried twice');
    await page.unroute('**/api/v2/silences');
    await form.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('dialog', { name: 'Silence' }).getByText('tried twice').first().waitFor();
    await closePage(page);
  });

  test('silences are found, extended, changed and expired together', async () => {
    const made = (await server.post('api/v2/silences', silence('first of two', {}))) as { silenceID: string };
    await server.post('api/v2/silences', silence('second of two', { value: 'x2' }, 5));
    const page = await openPage(`${server.url}silences?q=of%20two`);
    const rows = page.getByRole('list', { name: 'Silences' }).getByRole('listitem');
    await rows.nth(1).waitFor();
    expect(await rows.count()).toBe(2);
    const first = rows.filter({ hasText: 'first of two' });
    await first.getByRole('button', { name: 'Extend' }).click();
    await page.getByRole('menuitem', { name: 'by 1d' }).click();
    await first.getByText('in 1d 1h').waitFor();

    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('e');
    const form = page.getByRole('form', { name: 'Silence' });
    await form.getByLabel('Comment').fill('changed, of two');
    await form.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('dialog', { name: 'Silence' }).getByText('changed, of two').first().waitFor();
    expect(page.url()).toContain(made.silenceID);

    await page.goto(`${server.url}silences?q=of%20two`);
    await rows.nth(1).waitFor();
    await page.getByRole('checkbox', { name: 'All' }).check();
    await page.getByRole('button', { name: 'Expire 2…' }).click();
    await page.getByRole('button', { name: 'Yes, expire 2 now' }).click();
    await page.getByText('No silence is like that.').waitFor();
    await page.getByRole('button', { name: /expired/ }).click();
    await rows.nth(1).waitFor();
    expect(new URL(page.url()).searchParams.get('state')).toBe('active,pending,expired');
    await closePage(page);
  });

  test.each(['light', 'dark'] as const)('it can be used without seeing or a mouse, and hostile texts are texts: %s', async (colorScheme) => {
    const made = (await server.post('api/v2/silences', {
      ...silence(hostile, { name: 'host', value: hostile }), createdBy: hostile,
    })) as { silenceID: string };
    const page = await openPage(`${server.url}silences`, { colorScheme, bypassCSP: true });
    await page.locator(`[data-silence="${made.silenceID}"]`).waitFor();
    expect(await faults(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.goto(`${server.url}silences/${made.silenceID}`);
    await page.getByRole('dialog').getByText('None of the').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.goto(`${server.url}silences/${made.silenceID}/edit`);
    await page.getByRole('region', { name: 'Muted in the last 30 days' }).getByText('Nothing of that kind').waitFor();
    expect(await faults(page)).toEqual([]);
    expect(await page.locator('main img, main script, [role=dialog] img').count()).toBe(0);
    await closePage(page);
  });

  test('fits a phone', async () => {
    const page = await openPage(`${server.url}silences`, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    await page.getByRole('listitem').first().waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.getByRole('listitem').first().getByRole('link').tap();
    await page.getByRole('dialog').getByText('live alerts').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.goto(`${server.url}silences/new?filter=${encodeURIComponent(`team="${hostile}"`)}`);
    await page.getByRole('form').waitFor();
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await closePage(page);
  });

  test('complains of nothing', () => expect(server.errors).toEqual([]));
});
