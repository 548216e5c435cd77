import type { Feed, LiveAlert } from '@/live/feed';

/** What was there already, by alert and begin; and how far back the list of the newest reached. */
export interface Seen {
  keys: ReadonlySet<string>;
  /** Alerts that began before were not all in the list. */
  complete: number;
}

/** How many of the newest alerts are looked at. */
export const watched = 100;

const keyOf = (alert: LiveAlert) => `${alert.fingerprint}/${alert.startsAt}`;

/**
 * The alerts that newly fire, out of a list of the newest of all states. Whatever was there in any state is not new: an alert
 * whose silence ends did not begin, nor one that comes into the list because others left it.
 */
export function beginsOf(feed: Feed, seen: Seen | null): { news: LiveAlert[]; seen: Seen } {
  const alerts = feed.groups[0]?.alerts ?? [];
  const keys = new Set(alerts.map(keyOf));
  const isWhole = feed.counts.alerts <= alerts.length;
  const complete = isWhole ? 0 : Math.min(...alerts.map((alert) => alert.startsAt));
  const news = seen === null ? [] : alerts.filter(
    (alert) => alert.state === 'active' && !seen.keys.has(keyOf(alert)) && alert.startsAt >= seen.complete,
  );
  return { news, seen: { keys, complete } };
}
