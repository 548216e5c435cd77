import { describe, expect, test } from 'vitest';
import type { Attempt, RuleGroup, StoryLine } from '@/api/client';
import type { Feed } from '@/live/feed';
import { hoursOf, noisyGroups, noisyRules } from './lately';
import { matrixOf } from './matrix';
import { bytes, findingsOf, rulesFinding, targetsFinding, valuesOf } from './own';

const now = Date.parse('2026-03-01T12:30:00Z');

test('the team with the worst alerts stands first, and held alerts are told apart', () => {
  const group = (team: string, severity: string, alerts: number, active: number) =>
    ({ labels: [['team', team], ['severity', severity]], counts: { alerts, active } });
  const matrix = matrixOf({ groups: [
    group('web', 'warning', 9, 9), group('db', 'critical', 2, 1), group('', 'info', 1, 1), group('web', 'critical', 3, 0), group('net', '', 1, 1),
  ] } as unknown as Feed);
  expect(matrix.severities).toEqual(['critical', 'warning', 'info', '']);
  expect(matrix.rows.map((row) => row.team)).toEqual(['db', 'web', '', 'net']);
  expect(matrix.rows[1]!.sum).toEqual({ active: 9, held: 3 });
});

describe('messages', () => {
  const attempt = (at: string, outcome: string, more: Partial<Attempt> = {}) =>
    ({ at, outcome, receiver: 'ops', groupKey: '{}:{a="b"}', alerts: [{ fingerprint: 'f1' }], isTest: false, ...more }) as Attempt;
  const all = [
    attempt('2026-03-01T12:10:00Z', 'delivered'), attempt('2026-03-01T12:00:00Z', 'failed'), attempt('2026-03-01T11:59:59Z', 'delivered'),
    attempt('2026-03-01T11:00:00Z', 'retry'), attempt('2026-03-01T12:20:00Z', 'delivered', { isTest: true }),
    attempt('2026-03-01T09:00:00Z', 'delivered', { groupKey: '{}:{a="c"}' }),
  ];
  test('stand in their hour; tests, tries and what is older do not count', () => {
    expect(hoursOf(all, now, 3).map(({ delivered, failed }) => [delivered, failed])).toEqual([[0, 0], [1, 0], [1, 1]]);
  });
  test('make groups noisy', () => {
    expect(noisyGroups(all)).toEqual([
      { name: 'ops {}:{a="b"}', times: 2, alerts: 1 }, { name: 'ops {}:{a="c"}', times: 1, alerts: 1 },
    ]);
  });
});

test('rules are noisy by how often their alerts begin', () => {
  const received = (change: string, fingerprint: string, alertname: string): StoryLine =>
    ({ at: '', text: '', event: 'alertReceived', change, fingerprint, labels: { alertname } });
  expect(noisyRules([
    received('created', 'f1', 'A'), received('refired', 'f1', 'A'), received('created', 'f2', 'A'), received('resolved', 'f2', 'B'),
    received('created', 'f3', 'B'),
  ])).toEqual([{ name: 'A', times: 3, alerts: 2 }, { name: 'B', times: 1, alerts: 1 }]);
});

describe('Tocsin itself', () => {
  test('its metrics become sentences; what is missing is not told', () => {
    const values = valuesOf({ resultType: 'vector', result: [
      { metric: { __name__: 'alertmanager_config_last_reload_successful' }, value: [1, '0'] },
      { metric: { __name__: 'process_resident_memory_bytes' }, value: [1, '250000000'] },
      { metric: { __name__: 'tocsin_notify_outbox_open' }, value: [1, '1'] },
    ] });
    expect(findingsOf(values).map((one) => one.state)).toEqual(['bad', 'note', 'note']);
    expect(findingsOf(values)[1]!.text).toBe('1 message is on the way.');
    expect(findingsOf(new Map())).toEqual([]);
  });
  test('rules that fail are named', () => {
    const rule = (name: string, health: string) => ({ name, health });
    const groups = [{ rules: [rule('A', 'ok'), rule('B', 'err')] }] as unknown as RuleGroup[];
    expect(rulesFinding(groups)).toEqual({ state: 'bad', text: '1 of 2 rules cannot be evaluated: B.' });
    expect(rulesFinding([]).state).toBe('note');
  });
  test.each([[undefined, undefined], [{ activeTargets: [{ health: 'up' }] }, 'ok'], [{ activeTargets: [{ health: 'up' }, { health: 'down' }] }, 'bad']])(
    'targets %j are %s', (data, state) => expect(targetsFinding(data)?.state).toBe(state));
  test.each([[0, '0 bytes'], [999, '999 bytes'], [1500, '1.5 kB'], [250e6, '250 MB']])('%d is %s', (count, text) => expect(bytes(count)).toBe(text));
});
