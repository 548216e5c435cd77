import type { StoryLine } from '@/api/client';

/** What fired in a span of days, of the alerts that somebody asks for. */
export interface Past {
  firings: number;
  alerts: number;
  /** Firings by day, the oldest first. */
  days: number[];
  /** The names that fired most. */
  names: [name: string, firings: number][];
}

const day = 864e5;

/** Counts the history of alerts: each time one begins, and each time it begins again. */
export function pastOf(events: readonly StoryLine[], now: number, count: number): Past {
  const days = new Array<number>(count).fill(0);
  const alerts = new Set<unknown>();
  const names = new Map<string, number>();
  let firings = 0;
  for (const event of events) {
    const change = event['change'];
    if (event.event !== 'alertReceived' || (change !== 'created' && change !== 'refired')) continue;
    const age = Math.floor((now - Date.parse(event.at)) / day);
    if (age >= count) continue;
    days[count - 1 - Math.max(0, age)]! += 1;
    firings += 1;
    alerts.add(event['fingerprint']);
    const labels = event['labels'] as Record<string, string> | undefined;
    const name = labels?.['alertname'] ?? '';
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  return { firings, alerts: alerts.size, days, names: [...names].sort((a, b) => b[1] - a[1]).slice(0, 5) };
}
