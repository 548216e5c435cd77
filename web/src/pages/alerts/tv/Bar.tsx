import { UnstyledButton } from '@mantine/core';
import type { StreamCounts } from '@/api/client';
import { useConnection } from '@/app/connection';
import { useNow, useServerNow } from '@/components/clock';
import { spell } from '@/components/durations';
import classes from './Tv.module.css';

interface Props {
  counts: StreamCounts | undefined;
  filter: readonly string[];
  leave: () => void;
}

/** How many fire, of what, what time it is, and whether all that is true. */
export function Bar({ counts, filter, leave }: Props) {
  const { state, heardAt } = useConnection();
  const now = useNow();
  const server = new Date(useServerNow());
  const isLost = state === 'lost';
  const held = counts ? counts.alerts - counts.active : 0;
  return (
    <header className={classes.bar} data-lost={isLost || undefined}>
      {counts && (
        <span className={classes.count} data-none={counts.active === 0 || undefined}>
          <b className="number">{counts.active.toLocaleString()}</b> firing
        </span>
      )}
      {held > 0 && <span className={classes.held}>{held.toLocaleString()} held back</span>}
      <span className={`${classes.filter} cut`}>{filter.join('  ')}</span>
      <span className={classes.state} role="status">
        <span className={classes.dot} aria-hidden="true" />
        {isLost ? `NOT LIVE${heardAt > 0 ? ` for ${spell(now - heardAt)}` : ''}` : counts ? 'live' : 'connecting'}
      </span>
      <time className={`${classes.clock} number`} dateTime={server.toISOString()}>{server.toLocaleTimeString()}</time>
      <UnstyledButton className={classes.leave} onClick={leave} aria-label="Leave the wall" title="Leave the wall (Esc)">×</UnstyledButton>
    </header>
  );
}
