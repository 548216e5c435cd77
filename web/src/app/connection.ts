import { useSyncExternalStore } from 'react';

/** How the live data of this tab are. */
export interface Connection {
  /** `idle`: the page has no live data. */
  state: 'idle' | 'connecting' | 'live' | 'lost';
  /** When data last came, in milliseconds of the browser's clock; 0 for never. */
  heardAt: number;
  /** Why it was lost, for a person. */
  reason: string;
}

let now: Connection = { state: 'idle', heardAt: 0, reason: '' };
const listeners = new Set<() => void>();

/** Said by whatever holds the live data; drawn by the banner. */
export function setConnection(next: Connection): void {
  // A tick changes only the instant, and nobody is drawn again for it while all is well.
  const same = next.state === now.state && next.reason === now.reason;
  now = same && next.state === 'live' ? Object.assign(now, next) : next;
  if (!same || next.state !== 'live') for (const listener of listeners) listener();
}

export function connection(): Connection {
  return now;
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );
}
