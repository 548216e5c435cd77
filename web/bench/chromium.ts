import { existsSync, readFileSync } from 'node:fs';
import { type Browser, type CDPSession, type Page, chromium } from 'playwright-core';
import { installProbe } from './probe';

/** A page with the probe in it, and the line to the browser behind it. */
export interface Tab {
  page: Page;
  line: CDPSession;
  close: () => Promise<void>;
}

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['TOCSIN_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

/** An empty tab with nothing in its cache. */
export async function openTab(browser: Browser): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, timezoneId: 'UTC', locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.addInitScript(installProbe);
  const line = await context.newCDPSession(page);
  return { page, line, close: () => context.close() };
}

/** Opens an address and waits for its first alert; the time until it was painted. */
export async function firstAlert({ page }: Tab, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  return (await page.waitForFunction(() => window.bench.firstAlert, undefined, { polling: 50 })).jsonValue();
}

export interface TabNumbers {
  heapMb: number;
  nodes: number;
  listeners: number;
}

/** What a page holds after its garbage is collected. */
export async function numbersOf({ line }: Tab): Promise<TabNumbers> {
  await line.send('HeapProfiler.collectGarbage');
  const heap = await line.send('Runtime.getHeapUsage');
  const dom = await line.send('Memory.getDOMCounters');
  return { heapMb: heap.usedSize / 1e6, nodes: dom.nodes, listeners: dom.jsEventListeners };
}

/** Processor seconds of a process so far, all threads. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** What a process has in memory. */
export function residentBytesOf(pid: number): number {
  if (!existsSync(`/proc/${pid}`)) return 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
}

/** What all processes of a browser use: processor seconds so far, and memory, in which shared pages count for each. */
export async function usageOf(browser: Browser): Promise<{ cpuSeconds: number; residentBytes: number }> {
  const line = await browser.newBrowserCDPSession();
  const { processInfo } = await line.send('SystemInfo.getProcessInfo');
  await line.detach();
  return {
    cpuSeconds: processInfo.reduce((sum, one) => sum + one.cpuTime, 0),
    residentBytes: processInfo.reduce((sum, one) => sum + residentBytesOf(one.id), 0),
  };
}
