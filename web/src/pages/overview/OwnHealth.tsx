import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { hrefOf, root } from '@/app/url';
import { Age } from '@/components/Age';
import { FailureNote } from '@/components/FailureNote';
import { Link } from '@/components/Link';
import { healthOf } from '@/live/health';
import classes from './OverviewPage.module.css';
import { type Finding, findingsOf, ownQuery, rulesFinding, targetsFinding, valuesOf } from './own';

const often = { every: 15_000 };

/** How Tocsin itself is. What a server that only routes alerts does not have is left out. */
export function OwnHealth() {
  const status = useApi('GET /api/v2/status', {}, often);
  const ready = useQuery({ queryKey: ['ready'], queryFn: isReady, refetchInterval: 15_000, retry: false });
  const own = useApi('GET /api/v1/query', { query: { query: ownQuery } }, often);
  const rules = useApi('GET /api/v1/rules', { query: { exclude_alerts: true } }, often);
  const targets = useApi('GET /api/v1/targets', { query: { state: 'active' } }, often);
  const sent = useApi('GET /api/v2/notifications', { query: { limit: 500 } }, often);
  const failing = useMemo(
    () => [...healthOf(sent.data?.notifications ?? [])].filter(([, one]) => one.state !== 'ok').map(([name]) => name),
    [sent.data],
  );
  const target = targetsFinding(targets.data?.data);
  const findings: Finding[] = [
    ...(ready.data === undefined ? [] : [readyFinding(ready.data)]),
    ...(rules.data ? [rulesFinding(rules.data.data.groups)] : []),
    ...(target ? [target] : []),
    ...(own.data ? findingsOf(valuesOf(own.data.data)) : []),
  ];
  return (
    <section className={classes.panel} aria-label="Tocsin itself">
      <h2>Tocsin itself</h2>
      {status.error && <FailureNote failure={status.error} title="Its state could not be read" again={() => void status.refetch()} />}
      {status.data && (
        <p className="dim">
          Version {status.data.versionInfo.revision.split('+')[0]}, up for <Age since={Date.parse(status.data.uptime)} />
        </p>
      )}
      <ul className={classes.findings}>
        {findings.map((one) => <li key={one.text} data-state={one.state} className="break">{one.text}</li>)}
        {sent.data && failing.length === 0 && <li data-state="ok">No receiver fails.</li>}
        {failing.map((name) => (
          <li key={name} data-state="bad">
            Receiver <Link className="break" underline="always" href={hrefOf('routing', [], { receiver: name })}>{name}</Link> fails.
          </li>
        ))}
      </ul>
    </section>
  );
}

function readyFinding(isIt: boolean): Finding {
  return isIt ? { state: 'ok', text: 'It is ready.' } : { state: 'bad', text: 'It is not ready to work.' };
}

// Not an operation of the API: what a load balancer asks.
async function isReady(): Promise<boolean> {
  return (await fetch(`${root}-/ready`, { cache: 'no-store' })).ok;
}
