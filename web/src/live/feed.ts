import type { StreamAlert, StreamCounts, StreamDelta, StreamGroup, StreamSnapshot } from '@/api/client';
import { kept } from './same';

export type Label = readonly [name: string, value: string];
export type State = StreamAlert['state'];

/** One alert as it is shown. The same object as long as nothing of it changes. */
export interface LiveAlert {
  id: number;
  fingerprint: string;
  startsAt: number;
  state: State;
  labels: readonly Label[];
  receivers: readonly string[];
  summary: string;
  silencedBy: readonly string[];
  inhibitedBy: string | undefined;
}

/** One group as it is shown. The same object as long as nothing of it, or of its alerts, changes. */
export interface LiveGroup {
  id: number;
  /** The same for the same group under every filter. */
  key: string;
  labels: readonly Label[];
  common: readonly Label[];
  receiver: string | undefined;
  nextFlushAt: number | undefined;
  mutedBy: readonly string[];
  counts: StreamCounts;
  alerts: readonly LiveAlert[];
}

/** Everything that a stream has told so far. Each event makes a new one; what did not change is shared. */
export interface Feed {
  revision: number;
  at: number;
  all: number;
  counts: StreamCounts;
  /** How many groups, or alerts where nothing is grouped, stand before the first. */
  offset: number;
  groupBy: readonly string[];
  groups: readonly LiveGroup[];
  /** Groups as they came, by number: their alerts are numbers. */
  heads: ReadonlyMap<number, StreamGroup>;
  alerts: ReadonlyMap<number, LiveAlert>;
  texts: readonly string[];
}

/** The beginning, or a beginning again, as with another filter: what is as it was before stays the same object. */
export function begin(snapshot: StreamSnapshot, before: Feed | null = null): Feed {
  const texts = snapshot.texts;
  const alerts = new Map(snapshot.alerts.map((alert) => [alert.id, kept(before?.alerts.get(alert.id), alertOf(alert, texts))]));
  const known = new Map(before?.groups.map((group) => [group.key, group]));
  const groupNow = (head: StreamGroup) => {
    const group = groupOf(head, alerts, texts);
    return kept(known.get(group.key), group);
  };
  return {
    revision: snapshot.revision,
    at: snapshot.at,
    all: snapshot.all,
    counts: snapshot.counts,
    offset: snapshot.offset ?? 0,
    groupBy: kept(before?.groupBy, snapshot.groupBy),
    groups: snapshot.groups.map(groupNow),
    heads: new Map(snapshot.groups.map((head) => [head.id, head])),
    alerts,
    texts,
  };
}

/** What a delta makes of a feed. */
export function advance(feed: Feed, delta: StreamDelta): Feed {
  const texts = delta.texts && delta.texts.length > 0 ? [...feed.texts, ...delta.texts] : feed.texts;
  const touched = new Set<number>();
  let alerts = feed.alerts;
  if (delta.alerts?.length || delta.removed?.length) {
    const next = new Map(alerts);
    for (const alert of delta.alerts ?? []) {
      touched.add(alert.id);
      next.set(alert.id, alertOf(alert, texts));
    }
    for (const id of delta.removed ?? []) next.delete(id);
    alerts = next;
  }

  let heads = feed.heads;
  if (delta.groups?.length || delta.removedGroups?.length) {
    const next = new Map(heads);
    for (const id of delta.removedGroups ?? []) next.delete(id);
    for (const head of delta.groups ?? []) next.set(head.id, head);
    heads = next;
  }

  const known = new Map(feed.groups.map((group) => [group.id, group]));
  const order = delta.order ?? feed.groups.map((group) => group.id);
  const groups: LiveGroup[] = [];
  for (const id of order) {
    const head = heads.get(id);
    if (head === undefined) continue;
    const before = known.get(id);
    const same = before !== undefined && head === feed.heads.get(id) && !head.alerts.some((alert) => touched.has(alert));
    groups.push(same ? before : groupOf(head, alerts, texts));
  }

  return {
    revision: delta.revision,
    at: delta.at,
    all: delta.all ?? feed.all,
    counts: delta.counts ?? feed.counts,
    offset: feed.offset,
    groupBy: feed.groupBy,
    groups,
    heads,
    alerts,
    texts,
  };
}

function alertOf(alert: StreamAlert, texts: readonly string[]): LiveAlert {
  return {
    id: alert.id,
    fingerprint: alert.fingerprint,
    startsAt: alert.startsAt,
    state: alert.state,
    labels: labelsOf(alert.labels, texts),
    receivers: alert.receivers.map((place) => texts[place] ?? ''),
    summary: alert.summary,
    silencedBy: alert.silencedBy ?? [],
    inhibitedBy: alert.inhibitedBy,
  };
}

function groupOf(head: StreamGroup, alerts: ReadonlyMap<number, LiveAlert>, texts: readonly string[]): LiveGroup {
  const labels = labelsOf(head.labels, texts);
  return {
    id: head.id,
    // Groups of the router have their numbers for good, others are what their labels say.
    key: head.receiver === undefined ? JSON.stringify(labels) : String(head.id),
    labels,
    common: labelsOf(head.common, texts),
    receiver: head.receiver === undefined ? undefined : texts[head.receiver],
    nextFlushAt: head.nextFlushAt,
    mutedBy: head.mutedBy ?? [],
    counts: head.counts,
    alerts: head.alerts.map((id) => alerts.get(id)).filter((alert) => alert !== undefined),
  };
}

function labelsOf(places: readonly number[], texts: readonly string[]): Label[] {
  const labels: Label[] = [];
  for (let i = 0; i + 1 < places.length; i += 2) labels.push([texts[places[i]!] ?? '', texts[places[i + 1]!] ?? '']);
  return labels;
}

/** The value of a label; empty if there is none of that name. */
export function valueOf(labels: readonly Label[], name: string): string {
  return labels.find((label) => label[0] === name)?.[1] ?? '';
}
