import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextOffset } from './AlertList';
import { columnsOf } from './Wall';
import type { LiveGroup } from '@/live/feed';

const counts = { alerts: 1, groups: 1, active: 1, silenced: 0, inhibited: 0, muted: 0 };
const group = (id: number): LiveGroup => ({
  id, labels: [], common: [], receiver: undefined, nextFlushAt: undefined, mutedBy: [], counts, alerts: [],
});

test('every group stands in one column, and the first ones at the top', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 6 }), (many, count) => {
      const columns = columnsOf(Array.from({ length: many }, (_, id) => group(id)), count);
      expect(columns.flat().map((one) => one.id).sort((a, b) => a - b)).toEqual(Array.from({ length: many }, (_, id) => id));
      for (const column of columns) expect(column.map((one) => one.id)).toEqual(column.map((one) => one.id).sort((a, b) => a - b));
      expect(columns.flatMap((column) => column.slice(0, 1)).every((one) => one.id < count)).toBe(true);
    }),
  );
});

test('what is seen is always held, and staying inside asks for nothing new', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 5, max: 90 }), fc.nat(20_000), (first, seen, offset) => {
      const last = Math.min(first + seen, 20_000);
      const wanted = nextOffset({ first, last, offset, held: 300, count: 20_001 });
      expect(wanted).toBeLessThanOrEqual(first);
      expect(wanted + 300).toBeGreaterThan(last);
      expect(nextOffset({ first, last, offset: wanted, held: 300, count: 20_001 })).toBe(wanted);
    }),
  );
});
