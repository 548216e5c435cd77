import type { AlertRule, AlertSpans, Operations } from '@/api/client';
import { safeHref } from '@/components/links';
import { type Line, pointOf } from '@/components/plotData';

const minute = 60;
const points = 240;
const linesMax = 8;

/** The spans of time that can be chosen, in seconds. */
export const ranges: Record<string, number> = { '1h': 60 * minute, '6h': 360 * minute, '1d': 1440 * minute };

/** The span that shows an alert's begin: the shortest in which it stands well to the left of now. */
export function rangeFor(startsAt: number, now: number): string {
  const age = (now - startsAt) / 1000;
  return age < 40 * minute ? '1h' : age < 300 * minute ? '6h' : '1d';
}

/** What is asked, in Unix seconds; it moves by whole steps, so that the same question is not asked twice. */
export function windowOf(range: number, now: number): { start: number; end: number; step: number } {
  const step = Math.max(15, Math.ceil(range / points));
  const end = Math.floor(now / 1000 / step) * step;
  return { start: end - range, end, step };
}

type Series = { metric: Record<string, string>; values?: [number, string][] };
type RangeAnswer = Operations['GET /api/v1/query_range']['answer'];

/** The alert's own series: those that have all its labels. Where the query could not be narrowed, others are there, too. */
export function linesOf(answer: RangeAnswer, labels: Readonly<Record<string, string>>, name: string): Line[] {
  const own = seriesOf(answer).filter(({ metric }) => Object.entries(labels).every(([label, value]) => metric[label] === value));
  return own.slice(0, linesMax).map(({ metric, values }) => ({
    name: own.length === 1 ? name : nameOf(metric, labels) || name,
    points: (values ?? []).map(pointOf),
  }));
}

/** What it is compared with, where that is no number: the one line that there is. */
export function levelOf(answer: RangeAnswer, labels: Readonly<Record<string, string>>): Line[] {
  // The other side has only those labels that both match on.
  const isOwn = ([label, value]: [string, string]) => labels[label] === undefined || labels[label] === value;
  const fitting = seriesOf(answer).filter(({ metric }) => Object.entries(metric).every(isOwn));
  return fitting.length === 1 ? [{ name: 'threshold', points: (fitting[0]!.values ?? []).map(pointOf), colour: '#fa5252' }] : [];
}

function seriesOf(answer: RangeAnswer): Series[] {
  const data = answer.data;
  return data.resultType === 'matrix' ? (data.result as Series[]) : [];
}

function nameOf(metric: Record<string, string>, labels: Readonly<Record<string, string>>): string {
  const others = Object.entries(metric).filter(([label]) => label !== '__name__' && labels[label] === undefined);
  return others.map(([label, value]) => `${label}=${value}`).join(', ');
}

/** Unix seconds. */
export interface Span {
  from: number;
  to: number;
}

type Firing = { fingerprint: string; startsAt: string | null; state: string };

/** When the alert fired: what the journal says, and since when it fires now. */
export function firingOf(past: AlertSpans | undefined, alert: Firing, now: number): Span[] {
  const spans = (past?.alerts[alert.fingerprint] ?? []).map(([from, to]) => ({ from: from / 1000, to: (to ?? now) / 1000 }));
  const isLive = alert.state === 'active' || alert.state === 'suppressed';
  const began = Date.parse(alert.startsAt ?? '') / 1000;
  if (isLive && began > 0 && !spans.some((span) => span.from <= began && span.to >= began)) spans.push({ from: began, to: now / 1000 });
  return spans;
}

export interface Trace {
  id: string;
  /** Unix milliseconds. */
  at: number;
  value: string;
}

const idLabels = ['trace_id', 'traceID', 'TraceID', 'traceId'];

/** The traces that exemplars name, the newest first, each once. */
export function tracesOf(answer: Operations['GET /api/v1/query_exemplars']['answer'], most: number): Trace[] {
  const found = new Map<string, Trace>();
  for (const { exemplars } of answer.data) {
    for (const { labels, value, timestamp } of exemplars) {
      const id = idLabels.map((label) => labels[label]).find((one) => one !== undefined && one !== '');
      if (id !== undefined) found.set(id, { id, at: timestamp * 1000, value });
    }
  }
  return [...found.values()].sort((a, b) => b.at - a.at).slice(0, most);
}

/** The address of a trace, if there is one for it and it may be a link. */
export function traceHref(template: string, id: string): string | undefined {
  if (template === '') return undefined;
  const href = safeHref(template.replaceAll('{{trace_id}}', encodeURIComponent(id)));
  return href?.startsWith('http') === true ? href : undefined;
}

/** The condition in a few words: `value > 5`. */
export function saidOf(condition: NonNullable<AlertRule['condition']>): string {
  if (condition.op === '') return '';
  const level = condition.threshold?.toLocaleString(undefined, { maximumSignificantDigits: 6 }) ?? 'the threshold';
  return `${condition.op} ${level}`;
}
