import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useNow } from '@/components/clock';
import { spell } from '@/components/durations';
import { useConnection } from './connection';
import classes from './ConnectionBanner.module.css';

/** Says that the data are old, and how old: a calm page that is not live is the worst that can be shown. */
export function ConnectionBanner() {
  const { state, heardAt, reason } = useConnection();
  const now = useNow();
  if (state !== 'lost') return null;
  const age = heardAt === 0 ? 'nothing was ever received' : `what you see is ${spell(now - heardAt)} old`;
  return (
    <div className={classes.banner} role="alert">
      <IconPlugConnectedX size={18} />
      <span>
        <b>Not live</b>: {age}. <span className="break">{reason}</span> Trying again.
      </span>
      <Button size="compact-xs" variant="white" color="dark" onClick={() => location.reload()}>
        Load again
      </Button>
    </div>
  );
}
