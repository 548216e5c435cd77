import type { Silence } from '@/api/client';
import { hrefOf } from '@/app/url';
import { Countdown } from '@/components/Age';
import { Link } from '@/components/Link';
import { Who } from '@/components/People';
import { SafeText } from '@/components/SafeText';
import classes from './Silences.module.css';

/** The silences that hold the alert back, and those that will. */
export function Silences({ silences }: { silences: readonly Silence[] }) {
  if (silences.length === 0) return <span className="dim">No silence matches it, now or later.</span>;
  const sorted = [...silences].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
  return (
    <ul className={classes.list}>
      {sorted.map((silence) => (
        <li key={silence.id} className={classes.one} data-state={silence.status.state}>
          <Link href={hrefOf('silences', [silence.id])}>{silence.status.state === 'active' ? 'Holds it back' : 'Will hold it back'}</Link>
          <span className="dim">
            {silence.status.state === 'active'
              ? <>ends <Countdown until={Date.parse(silence.endsAt)} /></>
              : <>begins <Countdown until={Date.parse(silence.startsAt)} /></>}
          </span>
          <Who name={silence.createdBy} kind="person" />
          <SafeText text={silence.comment} />
        </li>
      ))}
    </ul>
  );
}
