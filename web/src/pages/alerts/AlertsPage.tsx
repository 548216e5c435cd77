import { useEffect, useMemo, useState } from 'react';
import { useBadge } from '@/app/badge';
import { FilterBar } from '@/components/FilterBar';
import { useKeys } from '@/app/keys';
import { setParams } from '@/app/url';
import { useAlertStream } from '@/live/useAlertStream';
import { AlertDrawer } from './AlertDrawer';
import { AlertList } from './AlertList';
import classes from './AlertsPage.module.css';
import { LabelPanel } from './LabelPanel';
import { StateCounts } from './StateCounts';
import { Toolbar } from './Toolbar';
import { type AlertsAddress, setFilter, streamQueryOf, useAlertsAddress } from './useAlertsAddress';
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
  const [offset, setOffset] = useState(0);
  const { feed, isCurrent, refused } = useAlertStream(streamQueryOf(address, offset));
  const filterKey = address.filter.join('\n');
  useEffect(() => setOffset(0), [filterKey, address.sort, isList]);

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
      <div className={classes.body} data-waiting={!isCurrent || undefined}>
        {address.labels && <LabelPanel filter={address.filter} revision={feed?.revision ?? 0} />}
        <div className={classes.content} aria-busy={!isCurrent}>
          {feed && feed.counts.alerts === 0 && isCurrent && <Nothing all={feed.all} />}
          {feed && (isList
            ? <AlertList feed={feed} offset={offset} setOffset={setOffset} filter={address.filter} />
            : <Wall feed={feed} address={address} />)}
        </div>
      </div>
      <AlertDrawer fingerprint={address.alert} filter={address.filter} />
    </div>
  );
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
