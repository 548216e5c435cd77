import type { Attempt } from '@/api/client';

/** How a receiver's messages went lately: the last attempt of each of its integrations tells. */
export interface Health {
  /** `none`: nothing was sent lately. `mixed`: some of its integrations fail. */
  state: 'ok' | 'failing' | 'mixed' | 'none';
  /** The last attempt of each integration, by its name, such as `webhook[0]`. */
  last: Map<string, Attempt>;
}

// These say how it went; a message that was held back or left out says nothing about the other end.
const good = new Set(['delivered']);
const bad = new Set(['retry', 'rejected', 'failed']);

/** Reads attempts, the newest first. Tests count: they reach the same other end. */
export function healthOf(attempts: readonly Attempt[]): Map<string, Health> {
  const found = new Map<string, Health>();
  for (const attempt of attempts) {
    if (!good.has(attempt.outcome) && !bad.has(attempt.outcome)) continue;
    const health: Health = found.get(attempt.receiver) ?? { state: 'none', last: new Map() };
    found.set(attempt.receiver, health);
    const name = `${attempt.integration}[${attempt.index}]`;
    if (!health.last.has(name)) health.last.set(name, attempt);
  }

  for (const health of found.values()) {
    const fine = [...health.last.values()].filter((one) => good.has(one.outcome)).length;
    health.state = fine === health.last.size ? 'ok' : fine === 0 ? 'failing' : 'mixed';
  }
  return found;
}
