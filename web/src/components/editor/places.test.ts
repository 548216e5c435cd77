import { Text } from '@codemirror/state';
import { expect, test } from 'vitest';
import { diagnosticOf } from './marks';
import { faultsIn, placeOf } from './places';

test('the place of a fault in an expression is read from what the server says', () => {
  expect(placeOf('invalid parameter "query": 2:7: parse error: unclosed left parenthesis')).toEqual({
    line: 2, column: 7, text: 'parse error: unclosed left parenthesis',
  });
  expect(placeOf('the store is being read')).toEqual({ line: 1, column: 1, text: 'the store is being read' });
});

test('each fault of a group has its line, and one without a place has none', () => {
  const said = 'te:am:7:11: group "g", rule 1, "Down": could not parse expression: 1:7: parse error: unexpected end\n'
    + 'te:am: group "g": no rules';
  expect(faultsIn(said, 'te:am')).toEqual([
    { line: 7, column: 11, text: 'group "g", rule 1, "Down": could not parse expression: 1:7: parse error: unexpected end' },
    { line: 0, column: 0, text: 'group "g": no rules' },
  ]);
});

test('a mark covers the word at its place and stays inside the text', () => {
  const doc = Text.of(['expr: sum(up', '']);
  const mark = (line: number, column: number) => {
    const { from, to } = diagnosticOf(doc, { line, column, text: '', isDoubt: false });
    return doc.sliceString(from, to);
  };
  expect([mark(1, 7), mark(1, 11), mark(1, 13), mark(2, 1), mark(9, 9)]).toEqual(['sum', 'up', 'p', '', '']);
});
