import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffOf, shortened } from './diffLines';

const signs = { same: ' ', gone: '-', new: '+' };
const told = (before: string, after: string) => diffOf(before, after).map((line) => signs[line.kind] + line.text);

test('as few lines as possible differ', () => {
  expect(told('a\nb\nc\nd\n', 'a\nx\nc\nd\ne\n')).toEqual([' a', '-b', '+x', ' c', ' d', '+e']);
  expect(told('', 'a\nb')).toEqual(['+a', '+b']);
  expect(told('a\n', '')).toEqual(['-a']);
});

test('both texts can be read out of the difference, with their line numbers', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 });
  fc.assert(fc.property(lines, lines, (a, b) => {
    const before = `${a.join('\n')}\n`;
    const after = `${b.join('\n')}\n`;
    const found = diffOf(before, after);
    const gone = found.filter((line) => line.kind !== 'new');
    const added = found.filter((line) => line.kind !== 'gone');
    const text = (some: typeof found) => (some.length === 0 ? '' : `${some.map((line) => line.text).join('\n')}\n`);
    expect(text(gone)).toBe(before);
    expect(text(added)).toBe(after);
    expect(gone.map((line) => line.before)).toEqual(gone.map((_, place) => place + 1));
    expect(added.map((line) => line.after)).toEqual(added.map((_, place) => place + 1));
  }));
});

test('what does not differ is left out but for the lines around', () => {
  const before = Array.from({ length: 20 }, (_, place) => `line ${place}`).join('\n');
  const found = shortened(diffOf(before, before.replace('line 10', 'other')), 2);
  expect(found.map((line) => line && line.text)).toEqual(['line 8', 'line 9', 'line 10', 'other', 'line 11', 'line 12', null]);
});
