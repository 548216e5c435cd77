import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  tdur?: number;
  args: { name?: string };
}

/** The processor time of each task of the page's main thread while something is done, in milliseconds. */
export async function tasksOf(browser: Browser, page: Page, work: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mains = new Set<string>();
  for (const one of traceEvents) {
    if (one.name === 'thread_name' && one.args.name === 'CrRendererMain') mains.add(`${one.pid}:${one.tid}`);
  }

  const byProcess = new Map<number, number[]>();
  for (const one of traceEvents) {
    if (one.name !== 'ThreadControllerImpl::RunTask' || one.ph !== 'X' || !mains.has(`${one.pid}:${one.tid}`)) continue;
    byProcess.set(one.pid, [...(byProcess.get(one.pid) ?? []), (one.tdur ?? 0) / 1000]);
  }

  // The browser keeps spare processes for pages; the busiest one is ours.
  const sum = (times: readonly number[]) => times.reduce((all, one) => all + one, 0);
  return [...byProcess.values()].sort((a, b) => sum(b) - sum(a))[0] ?? [];
}
