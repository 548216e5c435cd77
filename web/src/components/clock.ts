import { useSyncExternalStore } from 'react';

// One clock for every age and countdown of the tab, once a second and only while it can be seen.
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

// The server's clock minus the browser's: what is due is due by the server's.
let skew = 0;

/** Told by whatever hears the server's time. */
export function setServerNow(serverMs: number): void {
  const found = serverMs - Date.now();
  if (Math.abs(found - skew) > 250) skew = found;
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => document.hidden || tick(), 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The browser's present, in milliseconds; changes once a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** The server's present in whole steps: for what changes seldom, and is drawn a thousand times. */
export function useCoarseNow(step: number): number {
  return useSyncExternalStore(subscribe, () => Math.floor((now + skew) / step) * step);
}

/** The server's present, in milliseconds; changes once a second. */
export function useServerNow(): number {
  return useNow() + skew;
}

/** What is read off the server's clock. A component is drawn again when that changes, not with every second. */
export function useClock(read: (serverNow: number) => string): string {
  return useSyncExternalStore(subscribe, () => read(now + skew));
}
