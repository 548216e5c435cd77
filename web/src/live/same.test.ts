import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSame, kept } from './same';

test('a copy says the same and what was there before is kept', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copy: unknown = JSON.parse(JSON.stringify(value));
      expect(kept(value, copy)).toBe(value);
    }),
  );
});

test('what differs anywhere is not the same', () => {
  expect(isSame({ a: [1, 2] }, { a: [1, 2, 3] })).toBe(false);
  expect(isSame({ a: undefined }, { b: undefined })).toBe(false);
  expect(isSame({ a: { b: 'x' } }, { a: { b: 'y' } })).toBe(false);
  expect(isSame(null, {})).toBe(false);
  const now = [2];
  expect(kept([1], now)).toBe(now);
});
