import { expect, test } from 'vitest';
import { valuesOf } from './useSuggestions';

const typed = (value = '', op = '=') => ({ op, value });
const none = new Map<string, string>();

test('every state can be chosen, whether there is one now or not', () => {
  const told = valuesOf('@state', typed(), [{ value: 'muted', alerts: 2 }], none);
  expect(told.map((one) => `${one.title} ${one.note}`)).toEqual([
    'muted 2', 'active none now', 'silenced none now', 'inhibited none now', 'suppressed none now',
  ]);
  expect(valuesOf('@state', typed('inh'), [], none).map((one) => one.text)).toEqual(['@state="inhibited"']);
});

test('ids are told by what they stand for, and found by it', () => {
  const notes = new Map([['id-1', 'ann: disks are swapped'], ['id-2', 'bob: night']]);
  const values = [{ value: 'id-1', alerts: 3 }, { value: 'id-2', alerts: 1 }];
  expect(valuesOf('@silenced_by', typed('swap'), values, notes)).toEqual([
    { title: 'ann: disks are swapped', note: '3', text: '@silenced_by="id-1"', isWhole: true },
  ]);
  expect(valuesOf('@inhibited_by', typed('disk'), [{ value: 'f1', alerts: 1, note: 'DiskFull a1' }], none)[0]?.title).toBe('DiskFull a1');
});

test('having one at all can be asked for', () => {
  expect(valuesOf('@inhibited_by', typed(), [], none).map((one) => one.text)).toEqual(['@inhibited_by!=""', '@inhibited_by=""']);
  expect(valuesOf('host', typed(), [{ value: 'a', alerts: 1 }], none).map((one) => one.text)).toEqual(['host="a"']);
});
