import { memo, startTransition, useEffect, useRef, useState } from 'react';
import type { LiveGroup } from '@/live/feed';
import { GroupCard } from './GroupCard';

interface Props {
  group: LiveGroup;
  /** Whether it will be seen where it is put. */
  isNear: boolean;
  /** About how high its card is. */
  height: number;
}

/** A card while it is near what can be seen, else a place as high: a wall of a thousand groups has the elements of some thirty. */
export const CardSlot = memo(
  function CardSlot({ group, isNear, height }: Props) {
    const [near, setNear] = useState(isNear);
    const [wasNear, setWasNear] = useState(isNear);
    const place = useRef<HTMLDivElement>(null);
    const known = useRef(0);
    // What comes into sight by being moved is there at once. What leaves it is seen to leave.
    if (isNear !== wasNear) {
      setWasNear(isNear);
      if (isNear) setNear(true);
    }

    useEffect(() => {
      const element = place.current!;
      return watch(element, (found, seen) => {
        // What has the focus, or the mark of the keys, stays.
        if (!found && (element.contains(document.activeElement) || element.querySelector('[data-here]') !== null)) return;
        if (!found && seen > 0) known.current = seen;
        // A drawing that scrolling may interrupt.
        startTransition(() => setNear(found));
      });
    }, []);

    if (near) return <div ref={place}><GroupCard group={group} /></div>;
    const alerts = group.alerts.map((alert) => alert.fingerprint).join(' ');
    return <div ref={place} style={{ height: known.current || height }} data-holds={alerts} />;
  },
  // How high it may be counts only once.
  (before, after) => before.group === after.group && before.isNear === after.isNear,
);

type Told = (isNear: boolean, height: number) => void;
const watched = new WeakMap<Element, Told>();
let observer: IntersectionObserver | undefined;

function watch(element: Element, told: Told): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const one of entries) watched.get(one.target)?.(one.isIntersecting, one.boundingClientRect.height);
    },
    { rootMargin: '100% 0px' },
  );
  watched.set(element, told);
  observer.observe(element);
  return () => observer!.unobserve(element);
}
