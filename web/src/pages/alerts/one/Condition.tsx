import { Anchor, CopyButton, Loader, SegmentedControl, UnstyledButton } from '@mantine/core';
import { Suspense, lazy, useMemo } from 'react';
import type { AlertRule, Explanation } from '@/api/client';
import { useApi } from '@/api/hooks';
import { hrefOf, useParam } from '@/app/url';
import { useServerNow } from '@/components/clock';
import { spell } from '@/components/durations';
import { FailureNote } from '@/components/FailureNote';
import { Link } from '@/components/Link';
import { DrawerSection } from '@/components/SideDrawer';
import { safeHref } from '@/components/links';
import classes from './Condition.module.css';
import { firingOf, levelOf, linesOf, rangeFor, ranges, saidOf, windowOf } from './condition';
import { Traces } from './Traces';

// The library that draws is fetched when somebody looks at an alert that has something to draw.
const Plot = lazy(async () => ({ default: (await import('@/components/Plot')).Plot }));

/** The rule of an alert, and its value and threshold over time with the spans in which it fired. */
export function Condition({ alert }: { alert: Explanation }) {
  const { data, error, refetch } = useApi(
    'GET /api/v2/alerts/{fingerprint}/rule', { path: { fingerprint: alert.fingerprint } }, { every: 60_000 },
  );
  if (error) return <FailureNote failure={error} title="Its rule could not be read" again={() => void refetch()} />;
  if (!data) return <Loader size="xs" m="sm" aria-label="Loading" />;
  return (
    <>
      <DrawerSection title="Rule">
        {data.rule ? <Rule rule={data.rule} source={alert.generatorURL} /> : <Foreign source={alert.generatorURL} />}
      </DrawerSection>
      {data.rule && data.condition && (
        <Picture alert={alert} backend={data.rule.backend} condition={data.condition} traceUrl={data.traceUrl} />
      )}
    </>
  );
}

type OwnRule = NonNullable<AlertRule['rule']>;

function Rule({ rule, source }: { rule: OwnRule; source: string }) {
  const times = [
    rule.duration > 0 && `fires after ${spell(rule.duration * 1000)}`,
    rule.keepFiringFor > 0 && `for at least ${spell(rule.keepFiringFor * 1000)} longer than its condition holds`,
    `evaluated every ${spell(rule.interval * 1000)}`,
  ].filter((text) => text !== false);
  return (
    <>
      <Code text={rule.query} />
      {rule.resolveQuery !== '' && <><div className="dim">ends only by</div><Code text={rule.resolveQuery} /></>}
      <div className="dim break">{rule.group} in {rule.file}; {times.join(', ')}</div>
      <div className={classes.links}>
        <Link href={hrefOf('rules', [], { file: rule.file, group: rule.group, rule: rule.name })}>Show the rule</Link>
        <Link href={hrefOf('query', [], { expr: rule.query, backend: rule.backend === 'own' ? null : rule.backend })}>Query it</Link>
        <Source address={source} />
      </div>
    </>
  );
}

function Foreign({ source }: { source: string }) {
  return <span className="dim">No rule of this server made it, so there is no condition to draw. <Source address={source} /></span>;
}

function Source({ address }: { address: string }) {
  const href = safeHref(address);
  return href === undefined ? null : <Anchor href={href} target="_blank" rel="noopener noreferrer">Where it comes from</Anchor>;
}

function Code({ text }: { text: string }) {
  return (
    <div className={classes.code}>
      <code>{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => <UnstyledButton className={classes.copy} onClick={copy}>{copied ? 'copied' : 'copy'}</UnstyledButton>}
      </CopyButton>
    </div>
  );
}

interface PictureProps {
  alert: Explanation;
  backend: string;
  condition: NonNullable<AlertRule['condition']>;
  traceUrl: string;
}

function Picture({ alert, backend, condition, traceUrl }: PictureProps) {
  const now = useServerNow();
  const wanted = alert.startsAt === null ? '1d' : rangeFor(Date.parse(alert.startsAt), Date.parse(alert.at));
  const [chosen, choose] = useParam('range', wanted);
  const range = chosen in ranges ? chosen : wanted;
  const { start, end, step } = windowOf(ranges[range]!, now);
  const times = { start: String(start), end: String(end), step: String(step) };
  const headers = { 'X-Tocsin-Backend': backend };
  const value = useApi('GET /api/v1/query_range', { query: { query: condition.query, limit: 200, ...times }, headers }, { keep: true });
  const level = useApi(
    'GET /api/v1/query_range',
    { query: { query: condition.thresholdQuery, limit: 50, ...times }, headers },
    { keep: true, enabled: condition.thresholdQuery !== '' },
  );
  const past = useApi('GET /api/v2/alerts/spans', { query: { fingerprint: [alert.fingerprint] } }, { every: 30_000 });
  const lines = useMemo(() => [
    ...(value.data ? linesOf(value.data, condition.labels, 'value') : []),
    ...(level.data ? levelOf(level.data, condition.labels) : []),
  ], [value.data, level.data, JSON.stringify(condition.labels)]);
  const spans = firingOf(past.data, alert, end * 1000);
  const key = JSON.stringify(spans);
  const shaded = useMemo(() => spans, [key]);
  const said = saidOf(condition);
  const fired = `it fired ${spans.length} ${spans.length === 1 ? 'time' : 'times'}.`;
  return (
    <>
      <DrawerSection
        title={said === '' ? 'Value' : `Value ${said}`}
        aside={(
          <SegmentedControl
            size="xs"
            aria-label="Span of the picture"
            value={range}
            onChange={choose}
            data={[{ value: '1h', label: '1 h' }, { value: '6h', label: '6 h' }, { value: '1d', label: '24 h' }]}
          />
        )}
      >
        {value.error && <FailureNote failure={value.error} title="The value could not be read" again={() => void value.refetch()} />}
        {value.data && lines.length === 0 && <span className="dim">There are no samples of it in this time.</span>}
        {lines.length > 0 && (
          <Suspense fallback={<div className={classes.wait} />}>
            <Plot
              lines={lines}
              from={start}
              to={end}
              height={170}
              threshold={condition.threshold ?? undefined}
              spans={shaded}
              label={`The value${said === '' ? '' : `, which fires ${said},`} over time; ${fired}`}
            />
            <div className={classes.legend}>
              <span className={classes.line}>value</span>
              {condition.threshold !== null && <span className={classes.level}>threshold</span>}
              <span className={classes.span}>fired</span>
            </div>
          </Suspense>
        )}
      </DrawerSection>
      <Traces query={condition.query} times={times} headers={headers} traceUrl={traceUrl} />
    </>
  );
}
