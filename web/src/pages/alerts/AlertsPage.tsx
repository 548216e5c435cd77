import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useBadge } from '@/app/badge';
import { FilterBar } from '@/components/FilterBar';
import { useKeys } from '@/app/keys';
import { placeNow, setParams } from '@/app/url';
import { useAlertStream } from '@/live/useAlertStream';
import { AlertDrawer } from './AlertDrawer';
import { AlertList } from './AlertList';
import classes from './AlertsPage.module.css';
import { LabelPanel } from './LabelPanel';
import { StateCounts } from './StateCounts';
import { Toolbar } from './Toolbar';
import { type AlertsAddress, readAddress, setFilter, streamQueryOf, useAlertsAddress } from './useAlertsAddress';
import { Tv } from './tv/Tv';
import { useSelection } from './useSelection';
import { Wall } from './Wall';

/** The page that is open all day: what fires, why, whose it is. */
export default function AlertsPage() {
  const address = useAlertsAddress();
  return address.isTv ? <Tv address={address} /> : <Desk address={address} />;
}

function Desk({ address }: { address: AlertsAddress }) {
  const isList = address.view === 'list';
  const { offset, setOffset, next } = useOffset(address);
  const { feed, isCurrent, refused } = useAlertStream(streamQueryOf(address, offset), next);
  const isLate = useLate(!isCurrent);

  const shown = useMemo(() => (feed ? feed.groups.flatMap((group) => group.alerts) : []), [feed]);
  useSelection(shown, address.alert, address.filter);
  useKeys({
    v: ['Wall or list', () => setParams({ view: isList ? null : 'list' })],
    t: ['For a screen on the wall', () => setParams({ tv: true, alert: null }, {})],
    l: ['Counts by label', () => setParams({ labels: !address.labels })],
  });
  useBadge('Alerts', feed?.counts.active);

  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <FilterBar conditions={address.filter} change={setFilter} refused={refused?.what} />
        <Toolbar address={address} groupBy={feed?.groupBy ?? []} />
      </div>
      {feed && <StateCounts counts={feed.counts} all={feed.all} filter={address.filter} />}
      <div className={classes.body} data-waiting={isLate || undefined}>
        {address.labels && <LabelPanel filter={address.filter} revision={feed?.revision ?? 0} />}
        <div className={classes.content} aria-busy={!isCurrent}>
          {feed && feed.counts.alerts === 0 && isCurrent && <Nothing all={feed.all} />}
          {feed && (isList
            ? <AlertList feed={feed} offset={offset} setOffset={setOffset} />
            : <Wall feed={feed} limit={address.limit} />)}
        </div>
      </div>
      <AlertDrawer fingerprint={address.alert} />
    </div>
  );
}

// Where the list's window begins; at the first alert again for everything that changes which alerts these are.
function useOffset(address: AlertsAddress) {
  const [held, setHeld] = useState({ key: '', offset: 0 });
  const at = useRef(held);
  at.current = held;
  const key = keyOf(address);
  const setOffset = useCallback((offset: number) => setHeld({ key, offset }), [key]);
  const next = useCallback(() => {
    const { page, params } = placeNow();
    const address = readAddress(params);
    if (page !== '' && page !== 'alerts' || address.isTv) return undefined;
    return streamQueryOf(address, at.current.key === keyOf(address) ? at.current.offset : 0);
  }, []);
  return { offset: held.key === key ? held.offset : 0, setOffset, next };
}

function keyOf({ filter, sort, view }: AlertsAddress): string {
  return JSON.stringify([filter, sort, view]);
}

// True once something takes longer than nobody notices: an answer that comes at once dims nothing before.
function useLate(isWaiting: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = isWaiting ? setTimeout(() => setLate(true), 150) : undefined;
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isWaiting]);
  return isWaiting && isLate;
}

function Nothing({ all }: { all: number }) {
  return (
    <div className={classes.nothing}>
      <b>{all === 0 ? 'Nothing is firing.' : 'No alert passes the filter.'}</b>
      <span className="dim">
        {all === 0
          ? 'Alerts appear here the moment they are received.'
          : `${all.toLocaleString()} ${all === 1 ? 'alert is' : 'alerts are'} live.`}
      </span>
    </div>
  );
}
