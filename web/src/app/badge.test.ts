import { expect, test } from 'vitest';
import { pictureOf, shortOf } from './badge';

test('a number has room on the picture', () => {
  expect([1, 99, 999, 1000, 9999, 10_000, 123_456].map(shortOf)).toEqual(['1', '99', '999', '1k', '9k', '9k+', '9k+']);
  expect(decodeURIComponent(pictureOf(12))).toContain('>12</text>');
});
