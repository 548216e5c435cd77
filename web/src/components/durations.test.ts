import { expect, test } from 'vitest';
import { spell, spellShort } from './durations';

test.each([
  [-5, '0s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [200_000, '3m 20s'],
  [5 * 3_600_000 + 12 * 60_000, '5h 12m'],
  [9 * 86_400_000 + 4 * 3_600_000, '9d 4h'],
])('%i ms are %s', (ms, text) => {
  expect(spell(ms)).toBe(text);
  expect(spellShort(ms)).toBe(text.split(' ')[0]);
});
