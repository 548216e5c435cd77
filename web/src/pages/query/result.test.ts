import { expect, test } from 'vitest';
import { linesOf, rowsOf, seriesName } from './result';

test.each([
  [{ __name__: 'up', job: 'api' }, 'up{job="api"}'],
  [{ __name__: 'up' }, 'up'],
  [{}, '{}'],
  [{ __name__: 'http.server', 'service.name': 'a"b' }, '{"http.server", "service.name"="a\\"b"}'],
])('a series is told as PromQL writes it', (metric, text) => expect(seriesName(metric)).toBe(text));

test('where a series has no samples its line has a gap', () => {
  const [line] = linesOf({ resultType: 'matrix', result: [{ metric: {}, values: [[10, '1'], [20, '2'], [60, '+Inf']] }] }, 10);
  expect(line?.points).toEqual([[10, 1], [20, 2], [30, Number.NaN], [60, Infinity]]);
});

test('each kind of result has its rows', () => {
  expect(rowsOf({ resultType: 'scalar', result: [1, '3'] })).toEqual([{ metric: {}, values: [{ text: '3' }] }]);
  const histogram: [number, unknown] = [1, { count: '2', sum: '3', buckets: [[]] }];
  expect(rowsOf({ resultType: 'vector', result: [{ metric: { a: 'b' }, histogram }] })).toEqual([
    { metric: { a: 'b' }, values: [{ text: 'histogram: count 2, sum 3, 1 buckets' }] },
  ]);
  expect(rowsOf({ resultType: 'matrix', result: [{ metric: {}, values: [[1, '2'], [2, '3']] }] })[0]?.values).toEqual([
    { at: 1, text: '2' }, { at: 2, text: '3' },
  ]);
});
