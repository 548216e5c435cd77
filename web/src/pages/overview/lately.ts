import type { Attempt, StoryLine } from '@/api/client';

const hour = 36e5;

/** The messages of one hour. */
export interface Hour {
  /** Unix milliseconds of its begin. */
  from: number;
  delivered: number;
  failed: number;
}

/** Messages by hour, the oldest first, the hour at hand last. Attempts that were tried again count once they ended. */
export function hoursOf(attempts: readonly Attempt[], now: number, count: number): Hour[] {
  const last = Math.floor(now / hour) * hour;
  const hours = Array.from({ length: count }, (_, place) => ({ from: last - (count - 1 - place) * hour, delivered: 0, failed: 0 }));
  for (const attempt of attempts) {
    const found = hours[Math.floor((Date.parse(attempt.at) - hours[0]!.from) / hour)];
    if (!found || attempt.isTest) continue;
    if (attempt.outcome === 'delivered') found.delivered += 1;
    else if (attempt.outcome === 'failed') found.failed += 1;
  }
  return hours;
}

/** Something that made noise, and how much. */
export interface Noise {
  name: string;
  times: number;
  /** Different alerts. */
  alerts: number;
}

/** The alert names that began to fire most often. */
export function noisyRules(events: readonly StoryLine[]): Noise[] {
  const found = new Map<string, { times: number; alerts: Set<unknown> }>();
  for (const event of events) {
    if (event.event !== 'alertReceived' || (event['change'] !== 'created' && event['change'] !== 'refired')) continue;
    count(found, (event['labels'] as Record<string, string> | undefined)?.['alertname'] ?? '', [event['fingerprint']]);
  }
  return ranked(found);
}

/** The groups that sent most messages, by their keys. */
export function noisyGroups(attempts: readonly Attempt[]): Noise[] {
  const found = new Map<string, { times: number; alerts: Set<unknown> }>();
  for (const attempt of attempts) {
    if (attempt.isTest || attempt.outcome !== 'delivered') continue;
    count(found, `${attempt.receiver} ${attempt.groupKey}`, attempt.alerts.map((alert) => alert.fingerprint));
  }
  return ranked(found);
}

function count(found: Map<string, { times: number; alerts: Set<unknown> }>, name: string, alerts: readonly unknown[]): void {
  const one = found.get(name) ?? { times: 0, alerts: new Set() };
  found.set(name, one);
  one.times += 1;
  for (const alert of alerts) one.alerts.add(alert);
}

function ranked(found: Map<string, { times: number; alerts: Set<unknown> }>): Noise[] {
  return [...found]
    .map(([name, { times, alerts }]) => ({ name, times, alerts: alerts.size }))
    .sort((a, b) => b.times - a.times || a.name.localeCompare(b.name))
    .slice(0, 10);
}
