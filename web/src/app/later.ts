import { type ComponentType, lazy } from 'react';

/** A part of the dashboard that is fetched when it is wanted. */
export interface Later {
  /** Fetches it ahead. What fails is tried again when it is wanted. */
  fetch: () => Promise<void>;
  /** What draws it: itself if it is there, else what waits for it. */
  view: () => ComponentType;
}

/**
 * Fetches a part later. React shows what was waited for 300 ms after it began to wait at the earliest, so what can be known
 * to be wanted is fetched ahead, and nobody waits.
 */
export function later(get: () => Promise<{ default: ComponentType }>): Later {
  let found: ComponentType | undefined;
  let asked: Promise<{ default: ComponentType }> | undefined;
  const load = () => {
    asked ??= get().then(
      (part) => {
        found = part.default;
        return part;
      },
      (wrong: unknown) => {
        asked = undefined;
        throw wrong;
      },
    );
    return asked;
  };
  const waiting = lazy(load);
  return { fetch: () => load().then(() => undefined, () => undefined), view: () => found ?? waiting };
}

/** The same of what is there from the beginning. */
export function atOnce(view: ComponentType): Later {
  return { fetch: () => Promise.resolve(), view: () => view };
}
