import { get } from 'node:http';
import type { Browser } from 'playwright-core';
import { type Tab, cpuSecondsOf, firstAlert, numbersOf, openTab } from './chromium';
import type { Probe } from './probe';
import type { Report } from './report';
import { tasksOf } from './tasks';
import { post } from './workload';

/** Where the server is, and its process. */
export interface Place {
  url: string;
  pid: number;
}

/** From the beginning of the navigation to the first alert on the screen, with nothing in the browser's cache. */
export async function measurePaint(report: Report, browser: Browser, { url }: Place, rounds: number): Promise<void> {
  for (const [view, path] of [['the wall', 'alerts'], ['the list', 'alerts?view=list']] as const) {
    const times: number[] = [];
    for (let i = 0; i < rounds; i++) {
      const tab = await openTab(browser);
      times.push(await firstAlert(tab, url + path));
      await tab.close();
    }
    report.addAll(`first alert painted, ${view}, cold cache`, times, 'ms', 1000);
  }
}

/** The bytes of the first answer on the wire, and of the program's own files before it. */
export async function measureData(report: Report, browser: Browser, { url }: Place): Promise<void> {
  const stream = 'api/v2/stream?group=%40route&sort=severity&limit=60&offset=0';
  report.add('first data, the wall', (await firstEventBytes(url + stream)) / 1000, 'kB', 150);
  const list = 'api/v2/stream?group=%40none&sort=severity&limit=300&offset=0';
  report.add('first data, the list', (await firstEventBytes(url + list)) / 1000, 'kB', 150);

  const tab = await openTab(browser);
  let bytes = 0;
  const streams = new Set<string>();
  await tab.line.send('Network.enable');
  tab.line.on('Network.requestWillBeSent', (event) => void (event.request.url.includes('/stream') && streams.add(event.requestId)));
  tab.line.on('Network.loadingFinished', (event) => void (streams.has(event.requestId) || (bytes += event.encodedDataLength)));
  await firstAlert(tab, `${url}alerts`);
  await tab.close();
  report.add('the dashboard itself, once', bytes / 1000, 'kB');
}

// As the browser asks, head included; until the end of the first event.
function firstEventBytes(url: string): Promise<number> {
  return new Promise((done, failed) => {
    const headers = { Accept: 'text/event-stream', 'Accept-Encoding': 'gzip, deflate, br, zstd' };
    const request = get(url, { headers }, (response) => {
      let settled: ReturnType<typeof setTimeout>;
      // Compressed or not, the first event is over when nothing more comes at once.
      const rest = () => (done(response.socket.bytesRead), request.destroy());
      response.on('data', () => (clearTimeout(settled), (settled = setTimeout(rest, 150))));
    });
    request.on('error', failed);
  });
}

const typed = [
  'severity=critical', 'team=db', 'cluster=eu-7', 'alertname=~"Disk.*"', 'instance=~".*9:9100"', 'latency', '10.3.', '@state=silenced',
  '@age>2h', 'environment!=staging', 'job=queue-exporter', '@receiver=web',
];

/** Typing filters: each key to its suggestions, Enter to the alerts that pass. */
export async function measureTyping(report: Report, browser: Browser, { url }: Place): Promise<void> {
  const tab = await openTab(browser);
  await firstAlert(tab, `${url}alerts`);
  const { page } = tab;
  const toSuggestion: number[] = [];
  for (const text of ['cluster=eu-1', 'instance=10.3']) {
    await page.keyboard.press('/');
    for (const key of text) toSuggestion.push(await timeOf(tab, 'suggested', key));
    for (const _ of text) await page.keyboard.press('Backspace');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  }
  // Most keys of a name leave the list as it is.
  report.addAll('a key to its suggestions painted', toSuggestion.filter((one) => one > 0), 'ms', 100);

  const toResult: number[] = [];
  const toBack: number[] = [];
  const parts: Probe['parts'][] = [];
  for (const text of typed) {
    // Not by its key: who took all conditions away types already.
    await page.locator('input[aria-label=Filter]').focus();
    await page.keyboard.type(text, { delay: 60 });
    toResult.push(await timeOf(tab, 'answered', 'Enter'));
    parts.push(await page.evaluate(() => window.bench.parts));
    const filter = new URL(page.url()).searchParams.getAll('filter').map((one) => one.replaceAll('"', ''));
    if (filter.join() !== text.replaceAll('"', '')) throw new Error(`typed ${text}, filtered by ${filter.join()}`);
    await page.getByRole('button', { name: 'Take all conditions away' }).focus();
    toBack.push(await timeOf(tab, 'answered', 'Enter'));
  }
  report.addAll('Enter to the filtered alerts painted', toResult, 'ms', 100);
  report.addAll('  of these until the server is asked', parts.map((one) => one.asked), 'ms');
  report.addAll('  until its answer begins', parts.map((one) => one.heard - one.asked), 'ms');
  report.addAll('  until it is in the document', parts.map((one) => one.drawn - one.heard), 'ms');
  report.addAll('  until it is painted', parts.map((one, place) => toResult[place]! - one.drawn), 'ms');
  report.addAll('Enter to all alerts painted again', toBack, 'ms', 100);

  const events = await page.evaluate(() => window.bench.events.filter((one) => one.name.startsWith('key')).map((one) => one.duration));
  report.add('a key to the next frame, worst (Event Timing)', Math.max(0, ...events), 'ms', 100);
  await tab.close();
}

async function timeOf({ page }: Tab, what: 'answered' | 'suggested', key: string): Promise<number> {
  await page.evaluate((wanted) => window.bench.arm(wanted), what);
  await page.keyboard.press(key);
  return page.evaluate(() => window.bench.result);
}

/** From the sending of a new alert until it is on the screen. */
export async function measureUpdates(report: Report, tab: Tab, { url }: Place, what: string, rounds: number): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const name = `Probe${Date.now()}`;
    const seen = tab.page.evaluate((text) => window.bench.seen(text), name);
    // Not in step with the server's own rhythm.
    await new Promise((done) => setTimeout(done, 200 + ((i * 137) % 500)));
    const began = Date.now();
    const labels = { alertname: name, severity: 'critical', cluster: 'eu-0', team: 'platform' };
    await post(`${url}api/v2/alerts`, [{ labels, endsAt: new Date(began + 3_600_000).toISOString() }]);
    times.push((await seen) - began);
    await post(`${url}api/v2/alerts`, [{ labels, endsAt: new Date().toISOString() }]);
  }
  report.addAll(`a new alert until it is painted${what}`, times, 'ms', 1000);
}

/** Scrolls by the wheel for some seconds, a notch with every frame. */
export async function measureScroll(report: Report, browser: Browser, { url }: Place): Promise<void> {
  const views = [['the list', 'alerts?view=list'], ['the wall', 'alerts'], ['the wall of 1,000 groups', 'alerts?limit=1000']] as const;
  for (const [view, path] of views) {
    const tab = await openTab(browser);
    await firstAlert(tab, url + path);
    const { page } = tab;
    await page.waitForTimeout(1500);
    await page.mouse.move(800, 600);
    await page.evaluate(() => {
      window.bench.longTasks.length = 0;
      window.bench.watchFrames = true;
    });
    const times = await tasksOf(browser, page, async () => {
      for (let i = 0; i < 200; i++) {
        await page.mouse.wheel(0, i % 100 < 80 ? 120 : -400);
        await page.waitForTimeout(16);
      }
    });
    const { tasks, frames } = await page.evaluate(() => ({ tasks: window.bench.longTasks, frames: window.bench.frames }));
    const numbers = await numbersOf(tab);
    const worst = Math.max(0, ...tasks.map((one) => one.duration));
    report.add(`scrolling ${view}: tasks of more than 50 ms processor time`, times.filter((one) => one > 50).length, '', 0);
    report.add(`scrolling ${view}: the longest task's processor time`, Math.max(0, ...times), 'ms');
    report.add(`scrolling ${view}: long tasks by the clock`, tasks.length, '', undefined, `worst ${worst.toFixed(0)} ms`);
    report.add(`scrolling ${view}: worst frame`, Math.max(...frames), 'ms');
    report.add(`scrolling ${view}: frames later than 50 ms`, frames.filter((one) => one > 50).length, '', undefined, `of ${frames.length}`);
    report.add(`${view}: heap`, numbers.heapMb, 'MB', undefined, `${numbers.nodes} nodes`);
    await tab.close();
  }
}

/** What the server uses while one page looks and nothing happens. */
export async function measureIdle(report: Report, { pid }: Place, seconds: number, what: string): Promise<void> {
  const before = cpuSecondsOf(pid);
  await new Promise((done) => setTimeout(done, seconds * 1000));
  report.add(`the server's processor time${what}`, ((cpuSecondsOf(pid) - before) / seconds) * 100, '%', undefined, 'of one core');
}
