import { useMediaQuery } from '@mantine/hooks';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Age } from '@/components/Age';
import { LabelChip } from '@/components/LabelChip';
import { type Feed, type LiveAlert, valueOf } from '@/live/feed';
import { severityOf } from '@/live/severity';
import classes from './AlertList.module.css';
import { Held } from './Held';
import { HistoryStrip } from './HistoryStrip';
import { filterBy, listWindow, openAlert } from './useAlertsAddress';

const step = 100;

interface Props {
  feed: Feed;
  /** The place of the first alert that the stream holds. */
  offset: number;
  setOffset: (offset: number) => void;
}

/** All alerts, one line each. Only what can be seen is drawn, and only some more than that is held. */
export function AlertList({ feed, offset, setOffset }: Props) {
  const isNarrow = useMediaQuery('(max-width: 700px)') ?? false;
  const rowHeight = isNarrow ? 52 : 30;
  const box = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => setMargin(box.current?.offsetTop ?? 0), []);

  const alerts = feed.groups[0]?.alerts ?? [];
  const rows = useWindowVirtualizer({
    count: feed.counts.alerts,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: margin,
  });
  useEffect(() => rows.measure(), [rows, rowHeight]);

  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    const wanted = nextOffset({ first, last, offset, held: listWindow, count: feed.counts.alerts });
    if (wanted !== offset) setOffset(wanted);
  }, [first, last, offset, setOffset, feed.counts.alerts]);

  return (
    <div ref={box} className={classes.list} role="list" aria-label="Alerts">
      <div className={classes.space} style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const alert = alerts[item.index - feed.offset];
          const top = item.start - margin;
          return (
            <div key={item.key} role="listitem" className={classes.place} style={{ height: rowHeight, top }}>
              {alert && <Line alert={alert} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Where the held window has to begin so that what is seen lies within it, with room to scroll on. */
export function nextOffset(of: { first: number; last: number; offset: number; held: number; count: number }): number {
  const isInside = of.first >= of.offset && (of.last < of.offset + of.held || of.last >= of.count);
  const isTooFar = of.offset >= of.count && of.offset > 0;
  if (isInside && !isTooFar) return of.offset;
  const spare = Math.floor((of.held - (of.last - of.first)) / 2);
  return Math.max(0, Math.floor((of.first - spare) / step) * step);
}

const shownApart = new Set(['alertname', 'severity', 'team']);

const Line = memo(function Line({ alert }: { alert: LiveAlert }) {
  const severity = valueOf(alert.labels, 'severity');
  const team = valueOf(alert.labels, 'team');
  return (
    <div
      className={classes.line}
      data-alert={alert.fingerprint}
      data-severity={severityOf(alert.labels)}
      data-held={alert.state !== 'active' || undefined}
      onClick={() => openAlert(alert.fingerprint)}
    >
      <span className={classes.severity}>{severity !== '' && <LabelChip name="severity" value={severity} press={filterBy} />}</span>
      <button type="button" className={classes.name} onClick={() => openAlert(alert.fingerprint)}>
        {valueOf(alert.labels, 'alertname') || alert.fingerprint}
      </button>
      <span className={classes.what}>
        {alert.state !== 'active' && <Held alert={alert} />}
        <span className="cut">{alert.summary}</span>
      </span>
      <span className={classes.labels}>
        {alert.labels.filter(([name]) => !shownApart.has(name)).map(([name, value]) => (
          <LabelChip key={name} name={name} value={value} press={filterBy} />
        ))}
      </span>
      <span className={classes.team}>{team !== '' && <LabelChip name="team" value={team} press={filterBy} />}</span>
      <span className={classes.past}><HistoryStrip fingerprint={alert.fingerprint} startsAt={alert.startsAt} /></span>
      <span className={classes.age}><Age since={alert.startsAt} short /></span>
    </div>
  );
});
