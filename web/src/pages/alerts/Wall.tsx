import { Button } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useMemo } from 'react';
import { setParams } from '@/app/url';
import type { Feed, LiveGroup } from '@/live/feed';
import { CardSlot } from './CardSlot';
import { type AlertsAddress, wallLimit } from './useAlertsAddress';
import classes from './Wall.module.css';

const cardMin = 400;

/** The groups as cards, the most urgent at the top left. Only those near what can be seen are drawn. */
export function Wall({ feed, address }: { feed: Feed; address: AlertsAddress }) {
  const { ref, width } = useElementSize();
  const columns = useMemo(
    () => columnsOf(feed.groups, Math.max(1, Math.floor((width + 10) / (cardMin + 10)))),
    [feed.groups, width],
  );
  const more = feed.counts.groups - feed.groups.length;
  return (
    <>
      <div ref={ref} className={classes.wall}>
        {width > 0 && columns.map((groups, place) => (
          <div key={place} className={classes.column}>
            {placed(groups).map(({ group, top, height }) => (
              <CardSlot key={group.id} group={group} filter={address.filter} isNear={top < window.innerHeight} height={height} />
            ))}
          </div>
        ))}
      </div>
      {more > 0 && (
        <div className={classes.more}>
          <Button variant="default" size="xs" onClick={() => setParams({ limit: address.limit + wallLimit })}>
            {more.toLocaleString()} more {more === 1 ? 'group' : 'groups'}
          </Button>
        </div>
      )}
    </>
  );
}

/** Each group goes below the shortest column so far, so that reading order stays the order of urgency. */
export function columnsOf(groups: readonly LiveGroup[], count: number): LiveGroup[][] {
  const columns = Array.from({ length: count }, (): LiveGroup[] => []);
  const heights = new Array<number>(count).fill(0);
  for (const group of groups) {
    const shortest = heights.indexOf(Math.min(...heights));
    columns[shortest]!.push(group);
    heights[shortest]! += heightOf(group);
  }
  return columns;
}

/** The groups of a column with where they begin and how high they are. */
function placed(groups: readonly LiveGroup[]): { group: LiveGroup; top: number; height: number }[] {
  let top = 0;
  return groups.map((group) => {
    const one = { group, top, height: heightOf(group) };
    top += one.height + 10;
    return one;
  });
}

// Near enough: heads and rows of about these heights.
function heightOf(group: LiveGroup): number {
  const more = group.counts.alerts > group.alerts.length ? 26 : 0;
  return 70 + group.alerts.length * 50 + more + (group.common.length > 0 ? 28 : 0);
}
