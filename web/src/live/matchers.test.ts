import { expect, test } from 'vitest';
import { matchersOf, textOf } from './matchers';

test('what a silence cannot say is told apart', () => {
  expect(matchersOf(['a="x"', '@state="active"', 'word', '@age>1h', '"@odd"!="y"', 'b=~"c.*"', ' '])).toEqual({
    matchers: [{ name: 'a', op: '=', value: 'x' }, { name: '@odd', op: '!=', value: 'y' }, { name: 'b', op: '=~', value: 'c.*' }],
    others: ['@state="active"', 'word', '@age>1h'],
  });
});

test.each(['a="x"', '"@odd"!="y"', '"with blank"=~"a\\"b\\\\"', 'b="x\\ny"'])('%s is written as it was read', (text) => {
  expect(textOf(matchersOf([text]).matchers[0]!)).toBe(text);
});
