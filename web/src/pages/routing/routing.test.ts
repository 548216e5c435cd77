import { describe, expect, test } from 'vitest';
import type { Attempt, RouteNode } from '@/api/client';
import { healthOf } from '@/live/health';
import { labelsOf } from './labels';
import { landedOn, pruned, receiversOf, sumOf } from './tree';

describe('labels are read as people have them at hand', () => {
  test.each<[string, [string, string][]]>([
    ['team=db severity=critical', [['team', 'db'], ['severity', 'critical']]],
    ['team="db", severity="very bad"', [['team', 'db'], ['severity', 'very bad']]],
    ['{team="db",path="a\\"b, c"}', [['team', 'db'], ['path', 'a"b, c']]],
    ['{"team": "db", "odd name": "x"}', [['team', 'db'], ['odd name', 'x']]],
    ['', []],
    ['{}', []],
    ['a=', [['a', '']]],
  ])('%s', (text, labels) => expect(labelsOf(text)).toEqual({ labels, fault: undefined }));
  test.each(['team', 'team!=db', 'team=~"d.*"', 'a=1 a=2', '{"a": 1}'])('%s is refused with a reason', (text) => {
    expect(labelsOf(text).fault).toBeTruthy();
  });
});

const node = (receiver: string, alerts: number, routes: RouteNode[] = [], more: Partial<RouteNode> = {}): RouteNode => ({
  id: receiver, matchers: [], receiver, continue: false, groupBy: [], groupWait: '', groupInterval: '', repeatInterval: '',
  muteTimeIntervals: [], activeTimeIntervals: [], isMuted: false, groups: alerts > 0 ? 1 : 0, alerts, active: alerts, routes, ...more,
});

describe('the tree', () => {
  const tree = node('ops', 1, [
    node('db', 0, [node('pager', 2, [], { verdict: 'landed' })], { verdict: 'passedDown' }),
    node('web', 0, [node('shop', 0)]),
    node('copy', 0, [], { verdict: 'landed' }),
    node('pager', 0),
  ]);
  test('counts what is on a route and below it', () => expect(sumOf(tree)).toEqual({ groups: 2, alerts: 3, active: 3 }));
  test('without what is quiet keeps what the labels reach', () => {
    expect(pruned(tree).routes.map((one) => one.receiver)).toEqual(['db', 'copy']);
  });
  test('tells all places where the labels land', () => expect(landedOn(tree).map((one) => one.receiver)).toEqual(['pager', 'copy']));
  test('counts the routes of each receiver', () => expect(receiversOf(tree).get('pager')).toBe(2));
});

describe('the health of a receiver', () => {
  const attempt = (receiver: string, index: number, outcome: string) => ({ receiver, integration: 'webhook', index, outcome }) as Attempt;
  const health = healthOf([
    attempt('a', 0, 'delivered'), attempt('a', 0, 'rejected'), attempt('b', 0, 'held'), attempt('b', 0, 'retry'),
    attempt('c', 0, 'delivered'), attempt('c', 1, 'failed'), attempt('d', 0, 'held'),
  ]);
  test('is that of the last attempt of each integration', () => {
    expect([...health].map(([name, one]) => [name, one.state])).toEqual([['a', 'ok'], ['b', 'failing'], ['c', 'mixed']]);
  });
});
