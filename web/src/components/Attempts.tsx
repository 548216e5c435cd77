import { Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Attempt, Operations } from '@/api/client';
import { useApi } from '@/api/hooks';
import classes from './Attempts.module.css';
import { Age } from './Age';
import { spell } from './durations';
import { FailureNote } from './FailureNote';
import { SafeText } from './SafeText';

interface Props {
  /** Which messages: of a receiver, of an alert. */
  query: Operations['GET /api/v2/notifications']['query'];
  /** Said if there are none. */
  empty: string;
  /** What stands before a message's integration, as its receiver. */
  before?: (attempt: Attempt) => ReactNode;
  /** What stands below it, as its alerts. */
  below?: (attempt: Attempt) => ReactNode;
}

/** Messages that were sent, the newest first, each with its outcome and what the other end said. */
export function Attempts({ query, empty, before, below }: Props) {
  const { data, error, refetch } = useApi('GET /api/v2/notifications', { query: { limit: 40, ...query } }, { every: 5_000 });
  if (error) return <FailureNote failure={error} title="What was sent could not be read" again={() => void refetch()} />;
  if (!data) return <Loader size="xs" aria-label="Loading" />;
  if (data.notifications.length === 0) return <span className="dim">{empty}</span>;
  return (
    <ol className={classes.attempts}>
      {data.notifications.map((attempt, place) => (
        <li key={place} className={classes.attempt} data-outcome={attempt.outcome}>
          <span className={classes.outcome}>{attempt.outcome}</span>
          <span className={classes.what}>
            <span>
              {before?.(attempt)}
              <span className="mono">{attempt.integration}[{attempt.index}]</span>
              {attempt.isTest && ' · test'}
              {attempt.attempt > 1 && ` · attempt ${attempt.attempt}`}
              {attempt.code > 0 && ` · ${attempt.code}`}
              {attempt.durationMs > 0 && ` · ${attempt.durationMs.toLocaleString()} ms`}
              {attempt.waitedMs >= 1000 && ` · waited ${spell(attempt.waitedMs)}`}
            </span>
            {attempt.answer !== '' && attempt.answer !== 'ok' && <span className={classes.answer}><SafeText text={attempt.answer} /></span>}
            {below?.(attempt)}
          </span>
          <span className="dim"><Age since={Date.parse(attempt.at)} short /> ago</span>
        </li>
      ))}
    </ol>
  );
}
