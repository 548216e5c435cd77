import { expect, test } from 'vitest';
import { rangeOf, timeLabels } from './plotData';

test('an axis reaches over zero, the threshold and every value that is a number', () => {
  const lines = [{ name: 'a', points: [[1, -2], [2, Number.NaN], [3, Infinity], [4, 7]] as [number, number][] }];
  expect(rangeOf(lines)).toEqual({ low: -2, high: 7 });
  expect(rangeOf(lines, 9)).toEqual({ low: -2, high: 9 });
});

test('a time axis names the day where it begins', () => {
  const midnight = new Date(2026, 0, 2).getTime() / 1000;
  const labels = timeLabels([midnight - 3600, midnight, midnight + 3600], 3600);
  expect([labels[0], labels[2]]).toEqual(['23:00', '01:00']);
  expect(labels[1]).toContain('2');
  expect(labels[1]).not.toContain(':');
  expect(timeLabels([midnight + 5], 5)).toEqual(['00:00:05']);
});
