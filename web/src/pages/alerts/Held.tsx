import { IconBellOff, IconClockPause, IconShadow } from '@tabler/icons-react';
import type { LiveAlert } from '@/live/feed';
import { hrefOf, setParams } from '@/app/url';
import { follow } from '@/components/Link';
import classes from './Held.module.css';

/** What holds an alert back, as links to it. */
export function Held({ alert }: { alert: LiveAlert }) {
  if (alert.silencedBy.length > 0) {
    return <>{alert.silencedBy.map((id) => <SilenceLink key={id} id={id} />)}</>;
  }
  if (alert.inhibitedBy !== undefined) {
    const by = alert.inhibitedBy;
    return (
      <button
        type="button"
        className={classes.held}
        title="Show the alert that inhibits it"
        onClick={(event) => {
          event.stopPropagation();
          setParams({ alert: by }, {});
        }}
      >
        <IconShadow size={12} /> inhibited
      </button>
    );
  }
  return <span className={classes.held}><IconClockPause size={12} /> muted</span>;
}

function SilenceLink({ id }: { id: string }) {
  const text = <><IconBellOff size={12} /> silenced</>;
  const href = hrefOf('silences', [id]);
  return (
    <a className={classes.held} href={href} title={`Silence ${id}`} onClick={(event) => (event.stopPropagation(), follow(event, href))}>
      {text}
    </a>
  );
}
