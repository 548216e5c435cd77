import { Button } from '@mantine/core';
import { type RefObject, memo, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { setParams } from '@/app/url';
import type { Feed, LiveGroup } from '@/live/feed';
import { CardSlot } from './CardSlot';
import { wallLimit } from './useAlertsAddress';
import classes from './Wall.module.css';

const cardMin = 400;
const gap = 10;

// How much longer than the shortest a column may be for a card to stay in it, about two lines of a card, and how many groups
// there have to be: what fits into the window anyhow is rather put into the best order each time. Of cards of all sizes, one
// that comes at the top then moves a third of those in sight, and not seven of ten.
const unevenMax = 120;
const fewMax = 20;

/** The groups as cards, the most urgent at the top left. Only those near what can be seen are drawn. */
export const Wall = memo(function Wall({ feed, limit }: { feed: Feed; limit: number }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const stood = useRef<ReadonlyMap<string, number>>(new Map());
  const columns = useMemo(() => {
    const count = Math.max(1, Math.floor((width + gap) / (cardMin + gap)));
    return columnsOf(feed.groups, count, feed.groups.length > fewMax ? stood.current : undefined);
  }, [feed.groups, width]);
  useLayoutEffect(() => {
    stood.current = new Map(columns.flatMap((groups, place) => groups.map((group) => [group.key, place] as const)));
  }, [columns]);

  const more = feed.counts.groups - feed.groups.length;
  return (
    <>
      <div ref={box} className={classes.wall}>
        {width > 0 && placed(columns).map((slots, place) => (
          <div key={place} className={classes.column}>
            {slots.map(({ group, isNear, height }) => <CardSlot key={group.key} group={group} isNear={isNear} height={height} />)}
          </div>
        ))}
      </div>
      {more > 0 && (
        <div className={classes.more}>
          <Button variant="default" size="xs" onClick={() => setParams({ limit: limit + wallLimit })}>
            {more.toLocaleString()} more {more === 1 ? 'group' : 'groups'}
          </Button>
        </div>
      )}
    </>
  );
});

// Known before the first frame, which would be an empty one otherwise.
function useWidth(box: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current!;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);
  return width;
}

/**
 * Each group goes below the shortest column so far, so that reading order stays the order of urgency: the first row is the
 * most urgent ones, and below it a group stays in the column where it stood if that is not much longer. Else one that is
 * new at the top would send every card to another column, which nobody can follow with the eyes, and which has to draw them
 * all anew.
 */
export function columnsOf(groups: readonly LiveGroup[], count: number, stood: ReadonlyMap<string, number> = new Map()): LiveGroup[][] {
  const columns = Array.from({ length: count }, (): LiveGroup[] => []);
  const heights = new Array<number>(count).fill(0);
  for (const [place, group] of groups.entries()) {
    const least = Math.min(...heights);
    const before = stood.get(group.key) ?? count;
    const stays = place >= count && before < count && heights[before]! <= least + unevenMax;
    const column = stays ? before : heights.indexOf(least);
    columns[column]!.push(group);
    heights[column]! += heightOf(group);
  }
  return columns;
}

/** The groups of each column with how high they are, and whether they will be seen. */
function placed(columns: readonly LiveGroup[][]): { group: LiveGroup; isNear: boolean; height: number }[][] {
  const slots = columns.map((groups) => {
    let top = 0;
    return groups.map((group) => {
      const one = { group, top, height: heightOf(group) };
      top += one.height + gap;
      return one;
    });
  });
  const ends = slots.map((column) => column.at(-1)).map((last) => (last ? last.top + last.height : 0));
  // Fewer groups than before: the page is shorter, and scrolled less far down.
  const from = Math.max(0, Math.min(window.scrollY, Math.max(...ends) - window.innerHeight));
  const isNear = (top: number, height: number) => top < from + window.innerHeight && top + height + gap > from;
  return slots.map((column) => column.map(({ group, top, height }) => ({ group, height, isNear: isNear(top, height) })));
}

// Near enough: heads and rows of about these heights.
function heightOf(group: LiveGroup): number {
  const more = group.counts.alerts > group.alerts.length ? 26 : 0;
  return 70 + group.alerts.length * 50 + more + (group.common.length > 0 ? 28 : 0);
}
