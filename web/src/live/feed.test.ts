import { describe, expect, test } from 'vitest';
import type { StreamSnapshot } from '@/api/client';
import { advance, begin } from './feed';

const counts = { alerts: 2, groups: 1, active: 2, silenced: 0, inhibited: 0, muted: 0 };
const snapshot: StreamSnapshot = {
  revision: 4,
  at: 1,
  all: 2,
  offset: 0,
  counts,
  groupBy: [],
  texts: ['alertname', 'Disk', 'host', 'a', 'b', 'ops'],
  groups: [{ id: 1, labels: [0, 1], common: [], receiver: 5, nextFlushAt: 9, counts, alerts: [7, 8] }],
  alerts: [
    { id: 7, fingerprint: 'f7', startsAt: 5, state: 'active', labels: [0, 1, 2, 3], receivers: [5], summary: 'x' },
    { id: 8, fingerprint: 'f8', startsAt: 6, state: 'active', labels: [0, 1, 2, 4], receivers: [5], summary: 'y' },
  ],
};

describe('a feed', () => {
  test('reads texts through the dictionary', () => {
    const feed = begin(snapshot);
    expect(feed.groups[0]?.labels).toEqual([['alertname', 'Disk']]);
    expect(feed.groups[0]?.receiver).toBe('ops');
    expect(feed.groups[0]?.alerts.map((alert) => alert.labels[1])).toEqual([['host', 'a'], ['host', 'b']]);
  });

  test('takes a change of one alert and keeps the others as they are', () => {
    const before = begin(snapshot);
    const after = advance(before, {
      revision: 5,
      at: 2,
      texts: ['c'],
      alerts: [{ ...snapshot.alerts[1]!, state: 'silenced', silencedBy: ['s'], labels: [0, 1, 2, 6] }],
    });
    expect(after.groups[0]?.alerts[1]).toMatchObject({ state: 'silenced', labels: [['alertname', 'Disk'], ['host', 'c']] });
    expect(after.groups[0]?.alerts[0]).toBe(before.groups[0]?.alerts[0]);
    expect(before.groups[0]?.alerts[1]?.state).toBe('active');
  });

  test('keeps a group that did not change as the same object', () => {
    const before = begin(snapshot);
    expect(advance(before, { revision: 5, at: 2, all: 3 }).groups[0]).toBe(before.groups[0]);
  });

  test('keeps what is the same under another filter, whatever the places of its texts', () => {
    const before = begin(snapshot);
    const texts = ['ops', ...snapshot.texts.slice(0, 5)];
    const moved = (places: readonly number[]) => places.map((place) => (place === 5 ? 0 : place + 1));
    const alerts = snapshot.alerts.map((alert) => ({ ...alert, labels: moved(alert.labels), receivers: [0] }));
    const [group] = snapshot.groups;
    const same = { ...group!, labels: moved(group!.labels), receiver: 0 };
    const after = begin({ ...snapshot, texts, alerts, groups: [same] }, before);
    expect(after.groups[0]).toBe(before.groups[0]);
    const fewer = begin({ ...snapshot, texts, alerts: alerts.slice(0, 1), groups: [{ ...same, alerts: [7] }] }, before);
    expect(fewer.groups[0]).not.toBe(before.groups[0]);
    expect(fewer.groups[0]?.key).toBe(before.groups[0]?.key);
    expect(fewer.groups[0]?.alerts[0]).toBe(before.groups[0]?.alerts[0]);
    expect(begin({ ...snapshot, alerts: [{ ...snapshot.alerts[0]!, state: 'muted' }] }, before).alerts.get(7)?.state).toBe('muted');
  });

  test('orders, adds and removes groups', () => {
    const added = { id: 2, labels: [0, 3], common: [], counts: { ...counts, alerts: 1 }, alerts: [8] };
    const both = advance(begin(snapshot), { revision: 5, at: 2, order: [2, 1], groups: [added] });
    expect(both.groups.map((group) => group.id)).toEqual([2, 1]);
    const one = advance(both, { revision: 6, at: 3, order: [2], removedGroups: [1], removed: [7] });
    expect(one.groups.map((group) => group.id)).toEqual([2]);
    expect([...one.alerts.keys()]).toEqual([8]);
  });
});
