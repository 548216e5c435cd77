import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { PastBook, partsOf, toldOf } from './spans';

const hour = 36e5;
const now = 100 * 24 * hour;

test('the strip has what is over and what fires now', () => {
  const past = { since: 0, spans: [[now - 12 * hour, now - 6 * hour], [now - hour, null]] as [number, number | null][] };
  expect(partsOf(past, now - 1.2 * hour, now)).toEqual({ parts: [[0.5, 0.75], [0.95, 1]], unknown: 0 });
  expect(partsOf(undefined, now - 48 * hour, now).parts).toEqual([[0, 1]]);
  expect(partsOf({ since: now - 6 * hour, spans: [] }, now - 3 * hour, now)).toEqual({ parts: [[0.875, 1]], unknown: 0.75 });
  expect(toldOf([[0.5, 0.75], [0.875, 1]], (ms) => `${ms / hour}`)).toBe('Fired 2 times in the last 24 hours, for 9 in all');
});

test('parts lie in order within the day and do not overlap', () => {
  const span = fc.tuple(fc.integer({ min: -30, max: 0 }), fc.integer({ min: 0, max: 40 }));
  fc.assert(
    fc.property(fc.array(span), fc.integer({ min: -30, max: 0 }), (spans, begin) => {
      const sorted = spans
        .map(([from, length]) => [now + from * hour, Math.min(now, now + (from + length) * hour)] as const)
        .sort((a, b) => a[0] - b[0]);
      const { parts } = partsOf({ since: 0, spans: sorted }, now + begin * hour, now);
      for (const [from, to] of parts) expect(from >= 0 && from <= to && to <= 1).toBe(true);
      for (let i = 1; i < parts.length; i++) expect(parts[i]![0]).toBeGreaterThan(parts[i - 1]![1]);
      expect(parts.at(-1)?.[1] ?? 1).toBe(1);
    }),
  );
});

test('what is wanted within a moment is asked at once, once, and in bounded requests', async () => {
  vi.useFakeTimers();
  const asked: string[][] = [];
  const book = new PastBook((fingerprints) => {
    asked.push(fingerprints);
    return Promise.resolve({ since: 7, alerts: { a0: [[1, 2]] } });
  });
  const told = vi.fn();
  const leave = book.want('gone', 0, told);
  for (let i = 0; i < 250; i++) book.want(`a${i}`, 0, told);
  leave();
  await vi.advanceTimersByTimeAsync(500);
  expect(asked.map((one) => one.length)).toEqual([200, 50]);
  expect(told).toHaveBeenCalledTimes(250);
  expect(book.get('a0', 0)).toEqual({ since: 7, spans: [[1, 2]] });
  expect([book.get('a1', 0), book.get('a0', 5)]).toEqual([{ since: 7, spans: [] }, undefined]);
  book.want('a0', 0, told);
  await vi.advanceTimersByTimeAsync(500);
  expect(asked.length).toBe(2);
  book.want('a0', 5, told);
  await vi.advanceTimersByTimeAsync(500);
  expect(asked[2]).toEqual(['a0']);
  vi.useRealTimers();
});

test('a request that failed is made again when somebody wants the same', async () => {
  vi.useFakeTimers();
  let fails = true;
  const book = new PastBook(() => (fails ? Promise.reject(new Error('down')) : Promise.resolve({ since: 0, alerts: {} })));
  const leave = book.want('a', 0, () => {});
  await vi.advanceTimersByTimeAsync(200);
  fails = false;
  leave();
  book.want('a', 0, () => {});
  await vi.advanceTimersByTimeAsync(200);
  expect(book.get('a', 0)).toEqual({ since: 0, spans: [] });
  vi.useRealTimers();
});
