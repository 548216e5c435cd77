import { useMemo, useRef } from 'react';
import { placeNow, setParams, usePlace } from '@/app/url';
import type { StreamQuery } from '@/live/AlertStream';
import { matcher, deny, withCondition } from '@/live/conditions';
import { kept } from '@/live/same';

/** What the address says of the page: everything that somebody may share. */
export interface AlertsAddress {
  filter: readonly string[];
  group: readonly string[];
  sort: string;
  view: 'wall' | 'list';
  limit: number;
  /** The alert that is looked at, by fingerprint; empty for none. */
  alert: string;
  labels: boolean;
  /** For a screen on the wall: nothing to press, everything large. */
  isTv: boolean;
}

export const wallLimit = 60;

/** How many alerts the stream of a list holds around what can be seen. */
export const listWindow = 300;

/** How many groups a screen on the wall goes through. */
export const tvGroupsMax = 200;

/** What the page asks the stream for. */
export function streamQueryOf(address: AlertsAddress, offset = 0): StreamQuery {
  const { filter, group, sort } = address;
  if (address.isTv) return { filter: [...filter], group: [...group], sort, limit: tvGroupsMax, alerts: 1 };
  const isList = address.view === 'list';
  return {
    filter: [...filter],
    group: isList ? ['@none'] : [...group],
    sort,
    limit: isList ? listWindow : address.limit,
    offset: isList ? offset : 0,
  };
}

export function useAlertsAddress(): AlertsAddress {
  const { params } = usePlace();
  const before = useRef<AlertsAddress>(undefined);
  return useMemo(() => {
    // Who is shown only a part of it is not drawn again for another part.
    const { filter, group, ...others } = readAddress(params);
    const address = { ...others, filter: kept(before.current?.filter, filter), group: kept(before.current?.group, group) };
    before.current = address;
    return address;
  }, [params]);
}

export function readAddress(params: URLSearchParams): AlertsAddress {
  const group = params.getAll('group');
  const limit = Number(params.get('limit') ?? wallLimit);
  return {
    filter: params.getAll('filter'),
    group: group.length === 0 ? ['@route'] : group,
    sort: params.get('sort') ?? 'severity',
    view: params.get('view') === 'list' ? 'list' : 'wall',
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, 1000) : wallLimit,
    alert: params.get('alert') ?? '',
    labels: params.get('labels') === 'true',
    isTv: params.get('tv') === 'true',
  };
}

export function setFilter(filter: readonly string[]): void {
  setParams({ filter, limit: null }, {});
}

/** Filters by a label, or by its absence, beside what is filtered now: nobody is drawn again to know that. */
export function filterBy(name: string, value: string, isDenied: boolean): void {
  const added = matcher(name, '=', value);
  setFilter(withCondition(placeNow().params.getAll('filter'), isDenied ? deny(added) : added));
}

export function openAlert(fingerprint: string): void {
  setParams({ alert: fingerprint }, {});
}
