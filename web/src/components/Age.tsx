import { useServerNow } from './clock';
import { spell, spellShort } from './durations';

/** How long ago an instant was, by the server's clock. */
export function Age({ since, short = false }: { since: number; short?: boolean }) {
  const age = useServerNow() - since;
  return (
    <time className="number" dateTime={new Date(since).toISOString()} title={new Date(since).toLocaleString()}>
      {short ? spellShort(age) : spell(age)}
    </time>
  );
}

/** How long until an instant; `now` once it is past. */
export function Countdown({ until }: { until: number }) {
  const left = until - useServerNow();
  return (
    <time className="number" dateTime={new Date(until).toISOString()} title={new Date(until).toLocaleString()}>
      {left <= 0 ? 'now' : `in ${spell(left)}`}
    </time>
  );
}
