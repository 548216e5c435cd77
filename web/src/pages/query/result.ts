import type { LabelSet, QueryResult } from '@/api/client';
import { type Line, colourOf, pointOf } from '@/components/plotData';

/** A series as PromQL writes it: `up{job="api"}`. */
export function seriesName(metric: LabelSet): string {
  const { __name__: name = '', ...labels } = metric;
  const pairs = Object.entries(labels).map(([label, value]) => `${plain(label)}=${JSON.stringify(value)}`);
  return /^[a-zA-Z_:][\w:]*$/.test(name) || name === ''
    ? `${name}${pairs.length > 0 || name === '' ? `{${pairs.join(', ')}}` : ''}`
    : `{${[JSON.stringify(name), ...pairs].join(', ')}}`;
}

const plain = (label: string) => (/^[a-zA-Z_]\w*$/.test(label) ? label : JSON.stringify(label));

/** How many lines are drawn at once; others can be picked by a narrower expression. */
export const drawnMax = 60;

/** What a range query gives as lines; a gap of more than a step is a gap. */
export function linesOf(result: QueryResult, step: number): Line[] {
  if (result.resultType !== 'matrix') return [];
  return result.result.slice(0, drawnMax).map((series, place) => {
    const points: [number, number][] = [];
    for (const sample of series.values ?? []) {
      const last = points.at(-1);
      const point = pointOf(sample);
      if (last && point[0] - last[0] > step * 1.5) points.push([last[0] + step, Number.NaN]);
      points.push(point);
    }
    return { name: seriesName(series.metric), points, colour: colourOf(place) };
  });
}

/** How many series a result has. */
export function countOf(result: QueryResult): number {
  return result.resultType === 'vector' || result.resultType === 'matrix' ? result.result.length : 1;
}

/** A line of the table. */
export interface Row {
  metric: LabelSet;
  /** Values with their instants; one without an instant is of the instant that was asked. */
  values: { at?: number; text: string }[];
}

const valuesMax = 20;

/** What an instant query gives, a row for each series. */
export function rowsOf(result: QueryResult): Row[] {
  switch (result.resultType) {
    case 'vector':
      return result.result.map(({ metric, value, histogram }) => ({
        metric,
        values: [{ text: value?.[1] ?? histogramText(histogram?.[1]) }],
      }));
    case 'matrix':
      return result.result.map((series) => {
        const floats = (series.values ?? []).map(([at, text]) => ({ at, text }));
        const all = [...floats, ...(series.histograms ?? []).map(([at, of]) => ({ at, text: histogramText(of) }))];
        return { metric: series.metric, values: all.sort((a, b) => a.at - b.at).slice(-valuesMax) };
      });
    default:
      return [{ metric: {}, values: [{ text: result.result[1] }] }];
  }
}

function histogramText(histogram: unknown): string {
  const { count, sum, buckets } = (histogram ?? {}) as { count?: string; sum?: string; buckets?: unknown[] };
  return count === undefined ? '' : `histogram: count ${count}, sum ${sum}, ${buckets?.length ?? 0} buckets`;
}
