import { Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '@/api/client';
import { hrefOf } from '@/app/url';
import { FailureNote } from '@/components/FailureNote';
import { Link } from '@/components/Link';
import { matcher } from '@/live/conditions';
import { type Noise, noisyGroups, noisyRules } from './lately';
import classes from './OverviewPage.module.css';
import { type Read, useHappened, useMessages } from './usePages';

/** What made most noise: the rules that fired most often, and the groups that sent most. */
export function Noisy({ hours }: { hours: number }) {
  const happened = useHappened(hours);
  const messages = useMessages(hours);
  return (
    <>
      <Board
        title="Noisiest rules"
        unit="firings"
        asked={happened}
        rank={noisyRules}
        show={(name) => (name === '' ? <span className="dim">no alertname</span> : (
          <Link href={hrefOf('alerts', [], { filter: [matcher('alertname', '=', name)] })}>{name}</Link>
        ))}
      />
      <Board title="Noisiest groups" unit="messages" asked={messages} rank={noisyGroups} show={(name) => <span className="mono">{name}</span>} />
    </>
  );
}

interface BoardProps<T> {
  title: string;
  unit: string;
  asked: { data: Read<T> | undefined; error: Failure | null; refetch: () => unknown };
  rank: (items: readonly T[]) => Noise[];
  show: (name: string) => ReactNode;
}

function Board<T>({ title, unit, asked: { data, error, refetch }, rank, show }: BoardProps<T>) {
  const found = data ? rank(data.items) : [];
  const most = found[0]?.times ?? 1;
  return (
    <section className={classes.panel} aria-label={title}>
      <h2>{title}</h2>
      {error && <FailureNote failure={error} title="The past could not be read" again={() => void refetch()} />}
      {!data && !error && <Loader size="xs" aria-label="Loading" />}
      {data && found.length === 0 && <p className={classes.calm}>None.</p>}
      <ol className={classes.board}>
        {found.map((one) => (
          <li key={one.name}>
            <meter className={classes.share} min={0} max={most} value={one.times} aria-hidden="true" />
            <span className={classes.noise}>{show(one.name)}</span>
            <span className="number">{one.times.toLocaleString()} <span className="dim">{unit}, {one.alerts.toLocaleString()} {one.alerts === 1 ? 'alert' : 'alerts'}</span></span>
          </li>
        ))}
      </ol>
      {data?.isCut && <p className="dim">Of the latest {data.items.length.toLocaleString()} entries.</p>}
    </section>
  );
}
