import { expect, test } from 'vitest';
import type { Rule, RuleGroup } from '@/api/client';
import { type Kind, kindsOf, linesOf, percent, searchOf, sectionsOf, sorted, timeOf, took } from './rules';

const rule = (name: string, more: Partial<Rule> = {}): Rule => ({
  name,
  query: 'up == 0',
  type: 'alerting',
  state: 'inactive',
  health: 'ok',
  evaluationTime: 0.01,
  lastEvaluation: '2026-01-01T00:00:00Z',
  ...more,
});
const group = (name: string, rules: Rule[]): RuleGroup => ({
  name, file: 'rules.yml', rules, interval: 10, limit: 0, evaluationTime: 0.1, lastEvaluation: '2026-01-01T00:00:00Z',
});

const groups = [
  group('hosts', [
    rule('Down', { state: 'firing', labels: { team: 'db' } }),
    rule('Slow', { state: 'pending', evaluationTime: 0.5 }),
    rule('job:up', { type: 'recording', query: 'sum by (job) (up)' }),
  ]),
  group('web', [rule('Broken', { health: 'err', lastError: 'many-to-many' }), rule('Blind', { query: 'gone > 1' })]),
];
const silent = [group('web', [rule('Blind', { query: 'gone > 1', unmatchedSelectors: ['gone'] })])];
const lines = linesOf(groups, silent);
const names = (text: string, kinds: Kind[] = []) => lines.filter(searchOf(text, kinds)).map((line) => line.rule.name);

test('a rule has its state, and may be unhealthy or match nothing beside', () => {
  expect(lines.map(kindsOf)).toEqual([['firing'], ['pending'], ['recording'], ['inactive', 'unhealthy'], ['inactive', 'unmatched']]);
  expect(lines[4]?.unmatched).toEqual(['gone']);
});

test('rules are found by names, expressions, labels and faults, and by any of the kinds', () => {
  expect(names('team=db')).toEqual(['Down']);
  expect(names('HOSTS up')).toEqual(['Down', 'Slow', 'job:up']);
  expect(names('many-to')).toEqual(['Broken']);
  expect(names('', ['firing', 'unmatched'])).toEqual(['Down', 'Blind']);
  expect(names('web', ['firing'])).toEqual([]);
});

test('they stand by group, by urgency or by cost', () => {
  expect(sectionsOf(lines, 'group').map((one) => [one.group?.name, one.lines.length])).toEqual([['hosts', 3], ['web', 2]]);
  expect(sorted(lines, 'state').map((line) => line.rule.name).slice(0, 3)).toEqual(['Down', 'Broken', 'Slow']);
  expect(sorted(lines, 'cost')[0]?.rule.name).toBe('Slow');
  expect(sectionsOf(sorted(lines, 'cost'), 'cost')).toHaveLength(1);
});

test('costs and times are short', () => {
  expect([took(0), took(0.000_048), took(0.0004), took(0.012), took(1.34)]).toEqual(['0 ms', '48 µs', '0.4 ms', '12 ms', '1.3 s']);
  expect([percent(0), percent(0.000_01), percent(0.003_61), percent(0.5), percent(1)]).toEqual(['0%', '<0.01%', '0.36%', '50%', '100%']);
  expect([timeOf('0001-01-01T00:00:00Z'), timeOf('1970-01-01T00:00:01Z')]).toEqual([undefined, 1000]);
});
