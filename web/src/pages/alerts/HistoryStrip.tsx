import { memo, useCallback, useSyncExternalStore } from 'react';
import { useCoarseNow } from '@/components/clock';
import { spell } from '@/components/durations';
import { type Past, partsOf, pastBook, toldOf } from '@/live/spans';
import classes from './HistoryStrip.module.css';

const wide = 720;

/** A thin strip of the last 24 hours, filled where the alert fired. One element with one path: a page has hundreds. */
export const HistoryStrip = memo(function HistoryStrip({ fingerprint, startsAt }: { fingerprint: string; startsAt: number }) {
  const past = usePast(fingerprint, startsAt);
  // A pixel of it is a quarter of an hour.
  const now = Math.max(useCoarseNow(6e4), startsAt);
  const { parts, unknown } = partsOf(past, startsAt, now);
  const said = toldOf(parts, spell);
  const path = parts.map(([from, to]) => {
    // What was short is seen all the same.
    const [left, right] = [from * wide, Math.max(to * wide, from * wide + 8)];
    const begin = Math.min(left, wide - 8);
    return `M${begin.toFixed(1)} 0H${Math.min(right, wide).toFixed(1)}V10H${begin.toFixed(1)}Z`;
  });
  return (
    <svg className={classes.strip} viewBox={`0 0 ${wide} 10`} preserveAspectRatio="none" role="img" aria-label={said}>
      <title>{unknown > 0.01 ? `${said} (what was before ${new Date(past!.since).toLocaleString()} is not known)` : said}</title>
      {unknown > 0.01 && <path className={classes.unknown} d={`M0 4H${(unknown * wide).toFixed(1)}V6H0Z`} />}
      <path d={path.join('')} />
    </svg>
  );
});

function usePast(fingerprint: string, startsAt: number): Past | undefined {
  const subscribe = useCallback((listener: () => void) => pastBook.want(fingerprint, startsAt, listener), [fingerprint, startsAt]);
  return useSyncExternalStore(subscribe, () => pastBook.get(fingerprint, startsAt));
}
