import { Text } from '@codemirror/state';
import { expect, test } from 'vitest';
import { exprAt } from './exprAt';

const group = `name: g
rules:
- alert: A
  expr: up == 0
  labels: {a: b}
- expr: "sum(up)"
  record: r
- record: s
  expr: |
    sum by (job) (
      rate(x[5m])
    )
  labels:
    c: d
- expr: >-
    up
    == 1
  alert: T
`;
const doc = Text.of(group.split('\n'));
const at = (text: string) => exprAt(doc, group.indexOf(text) + 1);

test.each([
  ['up ==', 'up == 0'],
  ['sum(up', 'sum(up)'],
  ['rate(x', '    sum by (job) (\n      rate(x[5m])\n    )'],
  ['== 1', '    up\n    == 1'],
  ['sum by', '    sum by (job) (\n      rate(x[5m])\n    )'],
])('an expression is found at %s', (place, text) => {
  const found = at(place);
  expect(found?.text).toBe(text);
  expect(group.slice(found!.from, found!.from + text.length)).toBe(text);
});

test.each(['name', 'alert', '{a: b}', '|', 'c: d', 'record: s', 'alert: T'])('there is none at %s', (place) => {
  expect(at(place)).toBeNull();
});
