import { useClock } from './clock';
import { spell, spellShort } from './durations';

/** How long ago an instant was, by the server's clock. */
export function Age({ since, short = false }: { since: number; short?: boolean }) {
  const age = useClock((now) => (short ? spellShort(now - since) : spell(now - since)));
  return (
    <time className="number" dateTime={new Date(since).toISOString()} title={new Date(since).toLocaleString()}>
      {age}
    </time>
  );
}

/** How long until an instant; `now` once it is past. */
export function Countdown({ until }: { until: number }) {
  const left = useClock((now) => (until <= now ? 'now' : `in ${spell(until - now)}`));
  return (
    <time className="number" dateTime={new Date(until).toISOString()} title={new Date(until).toLocaleString()}>
      {left}
    </time>
  );
}
