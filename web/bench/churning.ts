import type { Browser } from 'playwright-core';
import type { Tocsin } from '../e2e/tocsin';
import { type Tab, cpuSecondsOf, firstAlert, numbersOf, openTab, residentBytesOf, usageOf } from './chromium';
import { measureUpdates } from './measures';
import type { Report } from './report';
import { Churn } from './workload';

const perSecond = 100;

interface Sample {
  minute: number;
  heapMb: number;
  nodes: number;
  listeners: number;
}

interface Kept {
  view: string;
  tab: Tab;
  samples: Sample[];
}

/** A wall and a list stay open while alerts come and go: whether what they hold grows, and what it costs. */
export async function measureChurn(
  report: Report, browser: Browser, server: Tocsin, of: { groups: number; minutes: number },
): Promise<void> {
  const { url, pid } = server;
  const kept: Kept[] = [];
  for (const [view, path] of [['the wall', 'alerts'], ['the list', 'alerts?view=list']] as const) {
    const tab = await openTab(browser);
    await firstAlert(tab, url + path);
    kept.push({ view, tab, samples: [] });
  }

  const churn = new Churn(server, of.groups, perSecond);
  try {
    await follow(report, browser, { kept, churn, pid, minutes: of.minutes });
    for (const one of kept) await tell(report, one);
    await measureUpdates(report, kept[0]!.tab, { url, pid }, ', during churn', 15);
    if (churn.failed !== '') throw new Error(churn.failed);
  } finally {
    await churn.stop();
    for (const { tab } of kept) await tab.close();
  }
}

async function follow(
  report: Report, browser: Browser, of: { kept: readonly Kept[]; churn: Churn; pid: number; minutes: number },
): Promise<void> {
  const began = Date.now();
  const before = { server: cpuSecondsOf(of.pid), browser: await usageOf(browser), serverMb: residentBytesOf(of.pid) / 1e6 };
  const memory: number[] = [];
  for (const { tab } of of.kept) await tab.page.evaluate(() => void (window.bench.longTasks.length = 0));
  while (Date.now() - began < of.minutes * 60_000) {
    await new Promise((done) => setTimeout(done, Math.min(30_000, (of.minutes * 60_000) / 8)));
    for (const { tab, samples } of of.kept) {
      samples.push({ minute: (Date.now() - began) / 60_000, ...(await numbersOf(tab)) });
    }
    memory.push((await usageOf(browser)).residentBytes / 1e6);
    const line = of.kept.map(({ samples }) => `${samples.at(-1)!.heapMb.toFixed(1)} MB ${samples.at(-1)!.nodes} nodes`).join(', ');
    const server = (residentBytesOf(of.pid) / 1e6).toFixed(0);
    console.log(`    ${of.kept[0]!.samples.at(-1)!.minute.toFixed(1)} min: ${line}; browser ${memory.at(-1)!.toFixed(0)} MB, server ${server} MB`);
  }

  const seconds = (Date.now() - began) / 1000;
  const share = (used: number) => (used / seconds) * 100;
  report.add(`churn: changes sent for ${of.minutes} minutes`, of.churn.changes / seconds, '/s');
  report.add("churn: the server's processor time", share(cpuSecondsOf(of.pid) - before.server), '%', undefined, 'of one core');
  const { cpuSeconds } = await usageOf(browser);
  report.add("churn: the browser's processor time, both pages", share(cpuSeconds - before.browser.cpuSeconds), '%', undefined, 'of one core');
  report.addTrend("churn: the browser's memory, all processes", memory, 'MB');
  report.add("churn: the server's memory at the end", residentBytesOf(of.pid) / 1e6, 'MB', undefined, `${before.serverMb.toFixed(0)} before`);
}

async function tell(report: Report, { view, tab, samples }: Kept): Promise<void> {
  report.addTrend(`churn: ${view}, heap`, samples.map((one) => one.heapMb), 'MB');
  report.addTrend(`churn: ${view}, nodes`, samples.map((one) => one.nodes), '');
  report.addTrend(`churn: ${view}, listeners`, samples.map((one) => one.listeners), '');
  const tasks = await tab.page.evaluate(() => window.bench.longTasks.map((one) => one.duration));
  report.add(`churn: ${view}, long tasks`, tasks.length, '', undefined, `worst ${Math.max(0, ...tasks).toFixed(0)} ms`);
}
