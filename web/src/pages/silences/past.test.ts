import { expect, test } from 'vitest';
import { pastOf } from './past';

const now = Date.parse('2026-03-01T12:00:00Z');
const received = (hoursAgo: number, change: string, fingerprint = 'f1', alertname = 'DiskFull') => ({
  at: new Date(now - hoursAgo * 36e5).toISOString(), event: 'alertReceived', text: '', change, fingerprint, labels: { alertname },
});

test('firings are counted by day and by name; changes and ends are none', () => {
  const past = pastOf(
    [
      received(1, 'created'), received(2, 'refired'), received(3, 'resolved'), received(4, 'updated'),
      received(25, 'created', 'f2', 'Slow'), received(24 * 40, 'created', 'f3'),
      { at: new Date(now).toISOString(), event: 'alertEnded', text: '', fingerprint: 'f1' },
    ],
    now,
    30,
  );
  expect(past).toMatchObject({ firings: 3, alerts: 2, names: [['DiskFull', 2], ['Slow', 1]] });
  expect(past.days.slice(-2)).toEqual([1, 2]);
  expect(past.days).toHaveLength(30);
});
