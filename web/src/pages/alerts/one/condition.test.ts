import { expect, test } from 'vitest';
import { firingOf, levelOf, linesOf, rangeFor, traceHref, tracesOf, windowOf } from './condition';

const answer = (...series: [Record<string, string>, [number, string][]][]) => ({
  status: 'success' as const,
  data: { resultType: 'matrix' as const, result: series.map(([metric, values]) => ({ metric, values })) },
});

test('the span of time shows when the alert began', () => {
  const now = 1e12;
  const ago = (minutes: number) => rangeFor(now - minutes * 60_000, now);
  expect([ago(1), ago(39), ago(41), ago(299), ago(301), ago(60 * 24 * 9)]).toEqual(['1h', '1h', '6h', '6h', '1d', '1d']);
});

test('a question moves by whole steps', () => {
  expect(windowOf(3600, 7_207_000)).toEqual({ start: 3600, end: 7200, step: 15 });
  expect(windowOf(86_400, 86_400_000 * 2 + 359_000)).toEqual({ start: 86_400, end: 172_800, step: 360 });
});

test('only series with all of the alert\'s labels are drawn', () => {
  const told = answer(
    [{ __name__: 'x', host: 'a', core: '0' }, [[1, '2']]], [{ host: 'a', core: '1' }, [[1, 'NaN']]], [{ host: 'b' }, [[1, '4']]],
  );
  expect(linesOf(told, { host: 'a' }, 'value').map((line) => line.name)).toEqual(['core=0', 'core=1']);
  expect(linesOf(told, { host: 'b' }, 'value')).toEqual([{ name: 'value', points: [[1, 4]] }]);
  expect(linesOf(told, { host: 'c' }, 'value')).toEqual([]);
});

test('a threshold that moves is a line, where there is one and not many', () => {
  expect(levelOf(answer([{ job: 'db' }, [[1, '5']]], [{ job: 'web' }, [[1, '6']]]), { host: 'a', job: 'db' })[0]?.points).toEqual([[1, 5]]);
  expect(levelOf(answer([{ x: '1' }, [[1, '5']]], [{ x: '2' }, [[1, '6']]]), { host: 'a' })).toEqual([]);
});

test('it fired when the journal says so, and since it began', () => {
  const alert = { fingerprint: 'f', startsAt: '1970-01-01T00:00:09Z', state: 'active' };
  expect(firingOf(undefined, alert, 20_000)).toEqual([{ from: 9, to: 20 }]);
  const past = { at: 0, since: 0, alerts: { f: [[1000, 2000], [9000, null]] as [number, number | null][] } };
  expect(firingOf(past, alert, 20_000)).toEqual([{ from: 1, to: 2 }, { from: 9, to: 20 }]);
  expect(firingOf(undefined, { ...alert, state: 'ended' }, 20_000)).toEqual([]);
});

test('traces are told once each, the newest first', () => {
  const one = (id: string, timestamp: number) => ({ labels: { trace_id: id }, value: '1', timestamp });
  const data = [
    { seriesLabels: {}, exemplars: [one('a', 1), one('b', 3), { labels: { other: 'x' }, value: '1', timestamp: 9 }] },
    { seriesLabels: {}, exemplars: [one('a', 2)] },
  ];
  expect(tracesOf({ status: 'success', data }, 8).map((trace) => trace.id)).toEqual(['b', 'a']);
});

test('only http and https lead to a trace, whatever its id is', () => {
  expect(traceHref('https://t.example/{{trace_id}}?x={{trace_id}}', 'a/b"')).toBe('https://t.example/a%2Fb%22?x=a%2Fb%22');
  for (const template of ['', 'javascript:{{trace_id}}', 'mailto:{{trace_id}}']) expect(traceHref(template, 'a')).toBeUndefined();
});
