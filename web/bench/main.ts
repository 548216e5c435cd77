import { Tocsin } from '../e2e/tocsin';
import { measureChurn } from './churning';
import { firstAlert, launch, openTab, residentBytesOf } from './chromium';
import { measureData, measureIdle, measurePaint, measureScroll, measureTyping, measureUpdates, type Place } from './measures';
import { type Options, readOptions } from './options';
import { measurePeer } from './peer';
import { Report } from './report';
import { config, fill, perGroup, post } from './workload';

/** Measures the dashboard in a real browser before a real server; returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  const report = new Report();
  for (const count of options.sizes) {
    report.size(count);
    await measure(report, options, count);
    if (options.only.has('peer')) await measurePeer(report, options, count);
  }
  report.write(options.json);
  return 0;
}

async function measure(report: Report, options: Options, count: number): Promise<void> {
  const wanted = options.only;
  const server = await Tocsin.start(config);
  const browser = await launch();
  try {
    await fill(server.url, post, count);
    const place: Place = { url: server.url, pid: server.pid };
    report.add("the server's memory, filled", residentBytesOf(place.pid) / 1e6, 'MB');
    if (wanted.has('paint')) await measurePaint(report, browser, place, options.rounds);
    if (wanted.has('data')) await measureData(report, browser, place);
    if (wanted.has('typing')) await measureTyping(report, browser, place);
    if (wanted.has('updates')) {
      const tab = await openTab(browser);
      await firstAlert(tab, `${place.url}alerts`);
      await measureUpdates(report, tab, place, '', options.rounds * 2);
      await measureIdle(report, place, 15, ', one page open, nothing happens');
      await tab.close();
    }
    if (wanted.has('scroll')) await measureScroll(report, browser, place);
    if (wanted.has('churn')) await measureChurn(report, browser, server, { groups: count / perGroup, minutes: options.minutes });
  } finally {
    await browser.close();
    await server.stop();
  }
}
