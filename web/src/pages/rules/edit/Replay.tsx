import { Button } from '@mantine/core';
import type { ReplayReport, ReplayedAlert } from '@/api/client';
import { useSend } from '@/api/hooks';
import { spell } from '@/components/durations';
import { FailureNote } from '@/components/FailureNote';
import { LabelChip } from '@/components/LabelChip';
import { fileOf } from './draft';
import classes from './EditPage.module.css';

const spans: [name: string, hours: number][] = [['1h', 1], ['6h', 6], ['1d', 24], ['7d', 168]];
const alertsMax = 100;

/** The rules of the text over the stored past: what would have fired, and whom that would have reached. */
export function Replay({ text }: { text: string }) {
  const send = useSend('POST /api/v1/replay');
  const run = (hours: number) => send.mutate({ query: { from: String(Date.now() / 1000 - hours * 3600) }, body: fileOf(text) });
  const asked = send.variables as { body: string; query: { from: string } } | undefined;
  const isOfThis = asked?.body === fileOf(text);
  const again = () => asked && send.mutate({ query: asked.query, body: fileOf(text) });
  return (
    <>
      <div className={classes.spans} role="group" aria-label="How far back">
        {spans.map(([name, hours]) => (
          <Button key={name} size="compact-xs" variant="default" disabled={send.isPending} onClick={() => run(hours)}>Last {name}</Button>
        ))}
        {send.isPending && <span className="dim" role="status">running…</span>}
      </div>
      {isOfThis && send.error && <FailureNote failure={send.error} title="The past could not be replayed" again={again} />}
      {isOfThis && send.data && <Report report={send.data.data} />}
    </>
  );
}

function Report({ report }: { report: ReplayReport }) {
  const fired = report.alerts.filter((alert) => alert.firedAt !== undefined);
  const { count, receivers } = report.notifications;
  const whom = receivers.map((one) => `${one.receiver} ${one.integration}: ${one.firing} firing, ${one.resolved} resolved`);
  return (
    <div role="status">
      <p>
        <b>{counted(fired.length, 'alert')} would have fired</b>,{' '}
        {(report.alertCount - fired.length).toLocaleString()} only been pending;{' '}
        {counted(count, 'message')}{whom.length > 0 && ` (${whom.join('; ')})`}.
      </p>
      {report.stopped !== '' && <p className={classes.fault}>It ended early: {report.stopped}</p>}
      {report.faults.map((fault, place) => <p key={place} className={classes.fault}>{fault.rule}: {fault.error}</p>)}
      <ul className={classes.replayed}>
        {report.alerts.slice(0, alertsMax).map((alert, place) => <Line key={place} alert={alert} to={report.to} />)}
      </ul>
      {report.alertCount > alertsMax && <p className="dim">and {(report.alertCount - alertsMax).toLocaleString()} more</p>}
    </div>
  );
}

const counted = (count: number, word: string) => `${count.toLocaleString()} ${word}${count === 1 ? '' : 's'}`;

function Line({ alert, to }: { alert: ReplayedAlert; to: string }) {
  const begin = Date.parse(alert.firedAt ?? alert.activeAt);
  const lasted = Date.parse(alert.endedAt ?? to) - begin;
  const labels = Object.entries(alert.labels).filter(([name]) => name !== 'alertname');
  return (
    <li data-fired={alert.firedAt !== undefined || undefined}>
      <time dateTime={new Date(begin).toISOString()}>{new Date(begin).toLocaleString()}</time>
      <span>
        <b className="break">{alert.rule}</b> {alert.firedAt === undefined ? 'was pending' : 'fired'} for {spell(lasted)}
        {alert.endedAt === undefined && ' and goes on'}, <span className="dim">value {alert.value}</span>
        <span className={classes.labels}>
          {labels.map(([name, value]) => <LabelChip key={name} name={name} value={value} />)}
        </span>
      </span>
    </li>
  );
}
