import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';

export interface Row {
  alerts: number;
  what: string;
  value: number;
  unit: string;
  /** At most this; not every number has a goal. */
  goal?: number;
  note?: string;
}

/** Collects numbers, prints each at once, writes them all. */
export class Report {
  private readonly rows: Row[] = [];
  private readonly began = new Date();
  private readonly loadBefore = loadavg()[0]!;

  constructor(private alerts = 0) {
    console.log(`${cpus().length} cores, ${cpus()[0]?.model.trim()}, load ${this.loadBefore.toFixed(1)}`);
  }

  size(alerts: number): void {
    this.alerts = alerts;
    console.log(`\n${alerts.toLocaleString('en')} alerts`);
  }

  add(what: string, value: number, unit: string, goal?: number, note?: string): void {
    const row: Row = { alerts: this.alerts, what, value, unit };
    if (goal !== undefined) row.goal = goal;
    if (note !== undefined) row.note = note;
    this.rows.push(row);
    const verdict = goal === undefined ? '' : value <= goal ? `at most ${goal}: met` : `at most ${goal}: MISSED`;
    console.log(`  ${what.padEnd(62)} ${show(value).padStart(9)} ${unit.padEnd(5)} ${verdict} ${note ?? ''}`.trimEnd());
  }

  /** The median and the worst of repeated measurements; the goal is held against the median. */
  addAll(what: string, values: readonly number[], unit: string, goal?: number): void {
    const sorted = [...values].sort((a, b) => a - b);
    this.add(`${what}, median of ${sorted.length}`, sorted[Math.floor(sorted.length / 2)] ?? NaN, unit, goal);
    this.add(`${what}, worst`, sorted.at(-1) ?? NaN, unit);
  }

  /** The second quarter beside the last: at first caches fill. */
  addTrend(what: string, values: readonly number[], unit: string): void {
    const quarter = Math.max(1, Math.floor(values.length / 4));
    const mean = (some: readonly number[]) => some.reduce((sum, one) => sum + one, 0) / some.length;
    const early = show(mean(values.slice(quarter, 2 * quarter)));
    this.add(`${what}, last quarter`, mean(values.slice(-quarter)), unit, undefined, `second quarter ${early}`);
  }

  write(path: string): void {
    if (path === '') return;
    mkdirSync(dirname(path), { recursive: true });
    const machine = { cores: cpus().length, model: cpus()[0]?.model, loadBefore: this.loadBefore, loadAfter: loadavg()[0] };
    const kernel = readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim();
    writeFileSync(path, JSON.stringify({ began: this.began, ended: new Date(), machine: { ...machine, kernel }, rows: this.rows }, null, 2));
    console.log(`\n${path}`);
  }
}

function show(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
}
