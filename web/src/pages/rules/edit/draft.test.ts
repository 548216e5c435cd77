import { expect, test } from 'vitest';
import { doubtsOf, fileOf, guardOf, marksFor } from './draft';

test('a save is refused if somebody else wrote meanwhile', () => {
  expect(guardOf({ text: 'x', version: 3 }, false)).toEqual({ 'If-Match': '"3"' });
  expect(guardOf({ text: '', version: 0 }, false)).toEqual({ 'If-None-Match': '*' });
  expect(guardOf({ text: 'x', version: 3 }, true)).toEqual({ 'If-None-Match': '*' });
});

test('a group becomes a rule file of its own, whatever it begins with', () => {
  expect(fileOf('name: g\nrules:\n- record: a\n  expr: |\n    b +\n\n    c\n')).toBe(
    'groups:\n-\n  name: g\n  rules:\n  - record: a\n    expr: |\n      b +\n\n      c\n',
  );
  expect(fileOf('# why\n--- # a document\nname: g\n...\n')).toBe('groups:\n-\n  name: g\n');
});

test('faults and doubts with a place become marks', () => {
  const doubts = doubtsOf(['team:5:9: group "g", rule 1, "A": rate over 30s (take at least [1m])', 'team: odd'], 'team');
  expect(marksFor([{ line: 2, column: 1, text: 'wrong' }], doubts)).toEqual([
    { line: 2, column: 1, text: 'wrong', isDoubt: false },
    { line: 5, column: 9, text: 'group "g", rule 1, "A": rate over 30s (take at least [1m])', isDoubt: true },
  ]);
});
