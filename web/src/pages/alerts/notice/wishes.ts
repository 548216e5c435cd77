/** What somebody wants to be told of, for one filter. */
export interface Wish {
  sound: boolean;
  notice: boolean;
}

const key = 'tocsin.notices';
const filtersMax = 50;
export const nothing: Wish = { sound: false, notice: false };

function read(storage: Storage): Record<string, Wish> {
  try {
    const found: unknown = JSON.parse(storage.getItem(key) ?? '{}');
    return found !== null && typeof found === 'object' ? (found as Record<string, Wish>) : {};
  } catch {
    return {};
  }
}

/** Conditions in any order are the same filter. */
export function filterKey(filter: readonly string[]): string {
  return JSON.stringify([...filter].sort());
}

/** What this browser remembers for a filter; nothing is wanted unless it was asked for. */
export function wishOf(filter: readonly string[], storage: Storage = localStorage): Wish {
  const found = read(storage)[filterKey(filter)];
  return { sound: found?.sound === true, notice: found?.notice === true };
}

export function remember(filter: readonly string[], wish: Wish, storage: Storage = localStorage): void {
  const { [filterKey(filter)]: _, ...others } = read(storage);
  const entries = Object.entries(others).slice(1 - filtersMax);
  const all = wish.sound || wish.notice ? [...entries, [filterKey(filter), wish] as const] : entries;
  try {
    storage.setItem(key, JSON.stringify(Object.fromEntries(all)));
  } catch {
    // Without storage it holds until the page is left.
  }
}
