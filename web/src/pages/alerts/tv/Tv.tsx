import { UnstyledButton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useBadge } from '@/app/badge';
import { useKeys } from '@/app/keys';
import { setParams } from '@/app/url';
import { useServerNow } from '@/components/clock';
import { useAlertStream } from '@/live/useAlertStream';
import { Watching } from '../notice/Notices';
import { type AlertsAddress, streamQueryOf, tvGroupsMax } from '../useAlertsAddress';
import { Bar } from './Bar';
import { Tile } from './Tile';
import classes from './Tv.module.css';
import { fitOf, pageOf } from './fit';

const pageTime = 12_000;

const leave = () => setParams({ tv: null }, {});

/** The wall for a screen across the room: what fires, the worst first, as large as it fits, page after page if it does not. */
export function Tv({ address }: { address: AlertsAddress }) {
  const { feed, refused } = useAlertStream(streamQueryOf(address));
  const { ref, width, height } = useElementSize();
  const firing = (feed?.groups ?? []).filter((group) => group.counts.active > 0);
  const fit = fitOf(firing.length, width, height);
  const { step, isHeld, move, hold } = useSteps(feed?.counts.active ?? 0);
  const { shown, page, pages } = pageOf(firing, fit.columns * fit.rows, step);
  useBadge('Alerts', feed?.counts.active);
  useAwake();
  useKeys({
    Escape: ['Leave the wall', leave],
    ArrowRight: ['Next page', () => move(1)],
    ArrowLeft: ['Page before', () => move(-1)],
    p: ['Stay on this page, or go on', hold],
    f: ['The whole screen', () => void document.documentElement.requestFullscreen?.().catch(() => {})],
  });
  return (
    <main className={classes.tv} aria-label="Alerts">
      <h1 className="unseen">Alerts</h1>
      <Bar counts={feed?.counts} filter={address.filter} leave={leave} />
      <div ref={ref} className={classes.area}>
        {refused && <div className={classes.calm} role="alert">{refused.what}</div>}
        {feed && firing.length === 0 && !refused && <Calm filter={address.filter} />}
        {width > 0 && firing.length > 0 && (
          <div
            className={classes.grid}
            style={{
              fontSize: fit.unit,
              gridTemplateColumns: `repeat(${fit.columns}, minmax(0, 1fr))`,
              gridTemplateRows: `repeat(${fit.rows}, minmax(0, 1fr))`,
            }}
          >
            {shown.map((group) => <Tile key={group.id} group={group} />)}
          </div>
        )}
      </div>
      {pages > 1 && (
        <footer className={classes.pages}>
          <UnstyledButton className={classes.turn} onClick={() => move(-1)} aria-label="Page before">‹</UnstyledButton>
          <span className="number">{page + 1} of {pages}{isHeld && ', stopped'}</span>
          <UnstyledButton className={classes.turn} onClick={() => move(1)} aria-label="Next page">›</UnstyledButton>
          {feed && feed.counts.groups > tvGroupsMax && (
            <span>the worst {tvGroupsMax} of {feed.counts.groups.toLocaleString()} groups</span>
          )}
        </footer>
      )}
      <Watching filter={address.filter} />
    </main>
  );
}

function Calm({ filter }: { filter: readonly string[] }) {
  return (
    <div className={classes.calm}>
      <span className={classes.mark} aria-hidden="true">✓</span>
      {filter.length === 0 ? 'Nothing is firing.' : 'Nothing of this is firing.'}
    </div>
  );
}

// Every few seconds a step. More alerts than before: from the first page on, since the worst are there.
function useSteps(active: number) {
  const [step, setStep] = useState(0);
  const [isHeld, setHeld] = useState(false);
  const at = useRef(0);
  const before = useRef(active);
  const now = useServerNow();
  if (at.current === 0) at.current = now;
  useEffect(() => {
    const isMore = active > before.current;
    before.current = active;
    if (!isMore) return;
    at.current = now;
    setStep(0);
  }, [active]);
  useEffect(() => {
    if (isHeld || now - at.current < pageTime) return;
    at.current = now;
    setStep((last) => last + 1);
  }, [now, isHeld]);
  return {
    step,
    isHeld,
    move: (by: number) => {
      at.current = now;
      setStep((last) => last + by);
    },
    hold: () => setHeld((held) => !held),
  };
}

// A screen that goes dark shows nothing; where the browser lets us, it stays on.
function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let isOver = false;
    const wake = () => {
      if (document.hidden || !('wakeLock' in navigator)) return;
      navigator.wakeLock.request('screen').then((got) => (isOver ? void got.release() : void (lock = got)), () => {});
    };
    wake();
    document.addEventListener('visibilitychange', wake);
    return () => {
      isOver = true;
      document.removeEventListener('visibilitychange', wake);
      void lock?.release();
    };
  }, []);
}
