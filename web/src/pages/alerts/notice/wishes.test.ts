import { expect, test } from 'vitest';
import { remember, wishOf } from './wishes';

function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name), clear: () => kept.clear(), key: () => null, get length() { return kept.size; },
  };
}

test('nothing is wanted unless asked for, for each filter apart, in whatever order its conditions stand', () => {
  const store = storage();
  expect(wishOf([], store)).toEqual({ sound: false, notice: false });
  remember(['a="1"', 'b'], { sound: true, notice: false }, store);
  expect([wishOf(['b', 'a="1"'], store).sound, wishOf(['b'], store).sound]).toEqual([true, false]);
  remember(['b', 'a="1"'], { sound: false, notice: false }, store);
  expect(store.getItem('tocsin.notices')).toBe('{}');
});

test('what is no memory of ours is none, and it does not grow for ever', () => {
  const store = storage();
  store.setItem('tocsin.notices', '{{');
  expect(wishOf([], store).sound).toBe(false);
  for (let i = 0; i < 80; i++) remember([`f${i}`], { sound: true, notice: true }, store);
  expect([wishOf(['f79'], store).sound, wishOf(['f0'], store).sound]).toEqual([true, false]);
  expect(Object.keys(JSON.parse(store.getItem('tocsin.notices')!) as object).length).toBe(50);
});
