import { Loader } from '@mantine/core';
import { useEffect } from 'react';
import type { Failure, StreamCounts } from '@/api/client';
import { useApi } from '@/api/hooks';
import { hrefOf } from '@/app/url';
import { Age } from '@/components/Age';
import { FailureNote } from '@/components/FailureNote';
import { LabelChip } from '@/components/LabelChip';
import { Link } from '@/components/Link';
import { type LiveAlert, valueOf } from '@/live/feed';
import { useAlertStream } from '@/live/useAlertStream';
import { pastOf } from './past';
import classes from './Preview.module.css';

const shownMax = 12;

interface NowProps {
  conditions: readonly string[];
  /** Told of the counts, and of all alerts that are live. */
  tell?: (counts: StreamCounts | undefined, all: number, refused: Failure | null) => void;
}

/** The live alerts that the conditions let through, as they come and go. */
export function MutedNow({ conditions, tell }: NowProps) {
  const { feed, isCurrent, refused } = useAlertStream({ filter: [...conditions], group: ['@none'], sort: 'severity', limit: shownMax });
  const counts = isCurrent ? feed?.counts : undefined;
  useEffect(() => tell?.(counts, feed?.all ?? 0, refused), [tell, counts, feed?.all, refused]);
  if (refused) return <FailureNote failure={refused} title="These matchers cannot be read" />;
  if (!feed) return <Loader size="xs" aria-label="Loading" />;
  const alerts = feed.groups[0]?.alerts ?? [];
  const more = feed.counts.alerts - alerts.length;
  return (
    <div className={classes.now} aria-busy={!isCurrent} data-waiting={!isCurrent || undefined}>
      <p className={classes.sum}>
        {feed.counts.alerts === 0
          ? `None of the ${feed.all.toLocaleString()} live alerts.`
          : <><b className="number">{feed.counts.alerts.toLocaleString()}</b> of {feed.all.toLocaleString()} live {feed.all === 1 ? 'alert' : 'alerts'}</>}
      </p>
      <ul className={classes.alerts}>{alerts.map((alert) => <Line key={alert.id} alert={alert} />)}</ul>
      {more > 0 && (
        <Link href={hrefOf('alerts', [], { view: 'list', filter: [...conditions] })}>{more.toLocaleString()} more</Link>
      )}
    </div>
  );
}

function Line({ alert }: { alert: LiveAlert }) {
  const severity = valueOf(alert.labels, 'severity');
  const name = valueOf(alert.labels, 'alertname') || alert.fingerprint;
  return (
    <li className={classes.alert}>
      {severity !== '' && <LabelChip name="severity" value={severity} />}
      <Link className={classes.name ?? ''} href={hrefOf('alerts', [], { alert: alert.fingerprint })}>{name}</Link>
      <span className={classes.summary}>{alert.summary}</span>
      <span className="dim"><Age since={alert.startsAt} short /></span>
    </li>
  );
}

const daysBack = 30;

/** What the matchers would have held back in the last 30 days. */
export function MutedBefore({ conditions }: { conditions: readonly string[] }) {
  // To the hour, so that the same question has the same address for a while.
  const to = Math.floor(Date.now() / 36e5) * 36e5;
  const from = new Date(to - daysBack * 864e5).toISOString();
  const query = { filter: [...conditions], from, limit: 1000 };
  const alerts = useApi('GET /api/v2/history', { query: { ...query, kind: ['alerts'] } }, { keep: true });
  const sent = useApi('GET /api/v2/notifications', { query: { ...query, outcome: ['delivered'] } }, { keep: true });
  const error = alerts.error ?? sent.error;
  if (error) return <FailureNote failure={error} title="The past could not be read" again={() => (void alerts.refetch(), void sent.refetch())} />;
  if (!alerts.data) return <Loader size="xs" aria-label="Loading" />;
  const past = pastOf(alerts.data.events, Date.now(), daysBack);
  const least = alerts.data.next === null ? '' : 'at least ';
  const messages = sent.data?.notifications.filter((one) => !one.isTest).length;
  const most = Math.max(1, ...past.days);
  return (
    <div className={classes.past} data-waiting={alerts.isPlaceholderData || undefined}>
      <p className={classes.sum}>
        {past.firings === 0
          ? 'Nothing of that kind fired.'
          : <>{least}<b className="number">{past.alerts.toLocaleString()}</b> {past.alerts === 1 ? 'alert' : 'alerts'} fired {past.firings.toLocaleString()} {past.firings === 1 ? 'time' : 'times'}</>}
        {messages !== undefined && past.firings > 0 && <span className="dim">, {messages.toLocaleString()}{sent.data?.next ? ' or more' : ''} {messages === 1 ? 'message was' : 'messages were'} sent</span>}
      </p>
      {past.firings > 0 && (
        <svg className={classes.days} viewBox={`0 0 ${daysBack * 8} 34`} preserveAspectRatio="none" role="img" aria-label={`Firings by day, at most ${most}`}>
          {past.days.map((count, place) => (
            <rect key={place} x={place * 8} width={6} y={32 - (30 * count) / most} height={Math.max(count > 0 ? 2 : 1, (30 * count) / most)} data-none={count === 0 || undefined}>
              <title>{`${count}`}</title>
            </rect>
          ))}
        </svg>
      )}
      {past.names.length > 0 && (
        <ul className={classes.names}>
          {past.names.map(([name, count]) => (
            <li key={name}><span className="cut">{name || '(no alertname)'}</span> <span className="number dim">{count.toLocaleString()}</span></li>
          ))}
        </ul>
      )}
    </div>
  );
}
