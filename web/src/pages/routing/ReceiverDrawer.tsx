import { ActionIcon, Drawer, Loader } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import type { Attempt } from '@/api/client';
import { useApi } from '@/api/hooks';
import { hrefOf } from '@/app/url';
import { Age } from '@/components/Age';
import { spell } from '@/components/durations';
import { FailureNote } from '@/components/FailureNote';
import { Link } from '@/components/Link';
import { SafeText } from '@/components/SafeText';
import { ReceiverTest } from './ReceiverTest';
import classes from './ReceiverDrawer.module.css';

interface Props {
  /** The receiver; empty for none. */
  name: string;
  /** Undefined if there is no such receiver. */
  integrations: readonly string[] | undefined;
  close: () => void;
}

/** One receiver: a test of it, and what was sent to it with which outcome. */
export function ReceiverDrawer({ name, integrations, close }: Props) {
  const isNarrow = useMediaQuery('(max-width: 700px)') ?? false;
  return (
    <Drawer.Root
      opened={name !== ''}
      onClose={close}
      position="right"
      size={isNarrow ? '100%' : 620}
      padding={0}
      lockScroll={isNarrow}
      trapFocus={isNarrow}
      closeOnClickOutside={false}
      transitionProps={{ duration: 100 }}
    >
      {isNarrow && <Drawer.Overlay />}
      <Drawer.Content aria-label="Receiver">
        {name !== '' && (
          <div key={name} className={classes.detail}>
            <div className={classes.head}>
              <h2 className="break">{name}</h2>
              <span className={classes.space} />
              <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={close}><IconX size={18} /></ActionIcon>
            </div>
            <section className={classes.section}>
              <h3>Does it reach anybody?</h3>
              {integrations === undefined && <p className="dim">The configuration has no such receiver.</p>}
              {integrations?.length === 0 && <p className="dim">It has no integrations: what is sent to it reaches nobody.</p>}
              {integrations && integrations.length > 0 && <ReceiverTest name={name} integrations={integrations} />}
            </section>
            <section className={classes.section} aria-label="Last attempts">
              <h3>Last attempts</h3>
              <Attempts receiver={name} />
            </section>
          </div>
        )}
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Attempts({ receiver }: { receiver: string }) {
  const { data, error, refetch } = useApi('GET /api/v2/notifications', { query: { receiver: [receiver], limit: 40 } }, { every: 5_000 });
  if (error) return <FailureNote failure={error} title="What was sent could not be read" again={() => void refetch()} />;
  if (!data) return <Loader size="xs" aria-label="Loading" />;
  if (data.notifications.length === 0) return <span className="dim">Nothing was sent to it yet.</span>;
  return <ol className={classes.attempts}>{data.notifications.map((one, place) => <Line key={place} attempt={one} />)}</ol>;
}

function Line({ attempt }: { attempt: Attempt }) {
  const at = Date.parse(attempt.at);
  const first = attempt.alerts[0];
  return (
    <li className={classes.attempt} data-outcome={attempt.outcome}>
      <span className={classes.outcome}>{attempt.outcome}</span>
      <span className={classes.what}>
        <span>
          <span className="mono">{attempt.integration}[{attempt.index}]</span>
          {attempt.isTest && ' · test'}
          {attempt.attempt > 1 && ` · attempt ${attempt.attempt}`}
          {attempt.code > 0 && ` · ${attempt.code}`}
          {attempt.durationMs > 0 && ` · ${attempt.durationMs.toLocaleString()} ms`}
          {attempt.waitedMs >= 1000 && ` · waited ${spell(attempt.waitedMs)}`}
        </span>
        {attempt.answer !== '' && attempt.answer !== 'ok' && <span className={classes.answer}><SafeText text={attempt.answer} /></span>}
        {first && !attempt.isTest && (
          <span className="dim">
            <Link href={hrefOf('alerts', [], { alert: first.fingerprint })}>{first.labels['alertname'] ?? first.fingerprint}</Link>
            {attempt.alertCount > 1 && ` and ${attempt.alertCount - 1} more`}
          </span>
        )}
      </span>
      <span className="dim"><Age since={at} short /> ago</span>
    </li>
  );
}
