import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextOffset } from './AlertList';
import { columnsOf } from './Wall';
import type { LiveGroup } from '@/live/feed';

const counts = { alerts: 1, groups: 1, active: 1, silenced: 0, inhibited: 0, muted: 0 };
const group = (id: number): LiveGroup => ({
  id, key: String(id), labels: [], common: [], receiver: undefined, nextFlushAt: undefined, mutedBy: [], counts, alerts: [],
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

test('what is new at the top moves the first row, and the others stay where they stood', () => {
  const columnOf = (columns: LiveGroup[][], id: number) => columns.findIndex((column) => column.some((one) => one.id === id));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 1, max: 6 }), (many, count) => {
      const groups = Array.from({ length: many }, (_, id) => group(id));
      const before = columnsOf(groups, count);
      const stood = new Map(groups.map((one) => [one.key, columnOf(before, one.id)]));
      const after = columnsOf([group(1000), ...groups], count, stood);
      for (const one of groups.slice(count)) expect(columnOf(after, one.id)).toBe(columnOf(before, one.id));
      expect(after.flat().length).toBe(many + 1);
      for (const column of after) expect(column.slice(1).map((one) => one.id)).toEqual(column.slice(1).map((one) => one.id).sort((a, b) => a - b));
    }),
  );
});

test('no column is much longer than another, wherever the groups stood', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(7), { maxLength: 80 }), fc.integer({ min: 1, max: 6 }), (stood, count) => {
      const groups = stood.map((_, id) => group(id));
      const columns = columnsOf(groups, count, new Map(stood.map((column, id) => [String(id), column])));
      expect(columns.flat().length).toBe(groups.length);
      expect(columns.map((column) => column[0]?.id).filter((id) => id !== undefined)).toEqual(groups.slice(0, count).map((one) => one.id));
      const lengths = columns.map((column) => column.length);
      expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(3);
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
