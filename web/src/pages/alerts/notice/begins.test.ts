import { expect, test } from 'vitest';
import type { Feed, LiveAlert, State } from '@/live/feed';
import { beginsOf } from './begins';

const alert = (fingerprint: string, startsAt: number, state: State = 'active'): LiveAlert => ({
  id: 1, fingerprint, startsAt, state, labels: [], receivers: [], summary: '', silencedBy: [], inhibitedBy: undefined,
});

const feed = (all: number, ...alerts: LiveAlert[]): Feed => {
  const counts = { alerts: all, groups: 0, active: all, silenced: 0, inhibited: 0, muted: 0 };
  return {
    revision: 0, at: 0, all, counts, offset: 0, groupBy: [], heads: new Map(), alerts: new Map(), texts: [],
    groups: [{ id: 0, key: '', labels: [], common: [], receiver: undefined, nextFlushAt: undefined, mutedBy: [], counts, alerts }],
  };
};

const names = (alerts: readonly LiveAlert[]) => alerts.map((one) => one.fingerprint);

test('what is there at first is not new, what comes is, and what fires again is', () => {
  const first = beginsOf(feed(1, alert('a', 1)), null);
  expect(first.news).toEqual([]);
  const second = beginsOf(feed(2, alert('b', 2), alert('a', 1)), first.seen);
  expect(names(second.news)).toEqual(['b']);
  expect(names(beginsOf(feed(2, alert('b', 2), alert('a', 1)), second.seen).news)).toEqual([]);
  expect(names(beginsOf(feed(2, alert('a', 3), alert('b', 2)), second.seen).news)).toEqual(['a']);
});

test('what is held back makes no noise, nor when it is let go', () => {
  const first = beginsOf(feed(0), null);
  const held = beginsOf(feed(1, alert('a', 1, 'silenced')), first.seen);
  expect(held.news).toEqual([]);
  expect(beginsOf(feed(1, alert('a', 1)), held.seen).news).toEqual([]);
});

test('an old one that comes into the list since others left it is not new', () => {
  const first = beginsOf(feed(3, alert('c', 30), alert('b', 20)), null);
  const second = beginsOf(feed(2, alert('b', 20), alert('a', 10)), first.seen);
  expect(second.news).toEqual([]);
  expect(names(beginsOf(feed(3, alert('d', 40), alert('b', 20)), second.seen).news)).toEqual(['d']);
});
