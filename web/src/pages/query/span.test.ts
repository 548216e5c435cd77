import fc from 'fast-check';
import { expect, test } from 'vitest';
import { neighbour, secondsOf, spanOf, stepFor } from './span';

test.each([
  ['1h', 3600], ['1h30m', 5400], ['1d 2h', 93_600], ['500ms', 0.5],
  ['', undefined], ['1', undefined], ['1h x', undefined], ['0s', undefined],
])(
  '%s is %s seconds',
  (text, seconds) => expect(secondsOf(text)).toBe(seconds),
);

test('a span that is written can be read', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
    expect(secondsOf(spanOf(seconds))).toBe(seconds);
  }));
});

test('a graph has at most some 300 points', () => {
  expect(stepFor(60)).toBe(1);
  expect(stepFor(3600)).toBe(15);
  expect(stepFor(86_400)).toBe(300);
  fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), (seconds) => {
    expect(seconds / stepFor(seconds)).toBeLessThanOrEqual(300);
  }));
});

test('spans grow and shrink along the usual ones', () => {
  expect([neighbour(3600, 1), neighbour(3600, -1), neighbour(4000, -1), neighbour(60, -1)]).toEqual(['6h', '15m', '1h', '1m']);
});
