import { ActionIcon, Badge, CopyButton, Loader, Tooltip } from '@mantine/core';
import { IconBellOff, IconCheck, IconCopy, IconExternalLink, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Explanation } from '@/api/client';
import { useApi } from '@/api/hooks';
import { useKeys } from '@/app/keys';
import { go, hrefOf } from '@/app/url';
import { Age, Countdown } from '@/components/Age';
import { FailureNote } from '@/components/FailureNote';
import { LabelChip } from '@/components/LabelChip';
import { Link } from '@/components/Link';
import { safeHref } from '@/components/links';
import { SafeText } from '@/components/SafeText';
import { Timeline } from '@/components/Timeline';
import { routingHref, silenceHrefOf } from '@/live/matchers';
import classes from './AlertDetail.module.css';
import { RoutePath } from './RoutePath';
import { filterBy, openAlert } from './useAlertsAddress';

interface Props {
  fingerprint: string;
  filter: readonly string[];
  close: () => void;
}

/** All that is known of one alert: why it pages or does not, where it goes, what was sent. */
export function AlertDetail({ fingerprint, filter, close }: Props) {
  const { data, error, refetch } = useApi('GET /api/v2/alerts/{fingerprint}/explain', { path: { fingerprint } }, { every: 5_000 });
  useKeys({ s: ['Silence it', () => (data ? go(silenceHrefOf(Object.entries(data.labels))) : false)] });
  return (
    <div className={classes.detail}>
      <div className={classes.head}>
        <div className={classes.title}>
          <h2 className="break">{data?.labels['alertname'] ?? 'Alert'}</h2>
          {data && <StateBadge alert={data} />}
          <span className="dim">{data?.startsAt && <>for <Age since={Date.parse(data.startsAt)} /></>}</span>
        </div>
        {data && (
          <Tooltip label="Silence it (s)">
            <ActionIcon variant="subtle" color="gray" aria-label="Silence it" onClick={() => go(silenceHrefOf(Object.entries(data.labels)))}>
              <IconBellOff size={17} />
            </ActionIcon>
          </Tooltip>
        )}
        <CopyAddress />
        <ActionIcon variant="subtle" color="gray" aria-label="Close" onClick={close}><IconX size={18} /></ActionIcon>
      </div>
      {error && <FailureNote failure={error} title="The alert could not be read" again={() => void refetch()} />}
      {!data && !error && <Loader size="sm" m="lg" aria-label="Loading" />}
      {data && <Body alert={data} filter={filter} />}
    </div>
  );
}

function Body({ alert, filter }: { alert: Explanation; filter: readonly string[] }) {
  const annotations = Object.entries(alert.annotations ?? {});
  const source = safeHref(alert.generatorURL ?? '');
  return (
    <>
      <Section title="Why it pages, or not">
        <ul className={classes.verdicts}>
          {alert.verdicts.map((verdict, place) => (
            <li key={place}>
              {verdict.receiver && <b>{verdict.receiver}: </b>}
              <SafeText text={verdict.text} />
            </li>
          ))}
        </ul>
        {alert.silencedBy.map((id) => (
          <div key={id}><Link href={hrefOf('silences', [id])}>Show the silence that holds it back</Link></div>
        ))}
        {alert.inhibitedBy.map((by) => (
          <button key={by} type="button" className={classes.cause} onClick={() => openAlert(by)}>
            Show the alert that inhibits it
          </button>
        ))}
      </Section>
      <Section title="Labels">
        <div className={classes.labels}>
          {Object.entries(alert.labels).map(([name, value]) => (
            <LabelChip key={name} name={name} value={value} press={(...label) => filterBy(filter, ...label)} />
          ))}
        </div>
      </Section>
      {annotations.length > 0 && (
        <Section title="Annotations">
          <dl className={classes.texts}>
            {annotations.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd><SafeText text={value} /></dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      {source !== undefined && (
        <a className={classes.source} href={source} target="_blank" rel="noopener noreferrer">
          <IconExternalLink size={14} /> Where it comes from
        </a>
      )}
      <Section title="Groups">
        {alert.groups.length === 0 && <span className="dim">It is in no group any more.</span>}
        {alert.groups.map((group) => (
          <div key={group.id} className={classes.group}>
            <b className="break">{group.receiver}</b>
            <span className={classes.labels}>
              {Object.entries(group.labels).map(([name, value]) => <LabelChip key={name} name={name} value={value} />)}
            </span>
            <span className="dim">
              {group.isFlushing ? 'is being sent' : group.hasFlushed ? 'looked at again ' : 'first looked at '}
              {!group.isFlushing && <Countdown until={Date.parse(group.nextFlushAt)} />}
              {group.mutedBy.length > 0 && `, muted by ${group.mutedBy.join(', ')}`}
            </span>
          </div>
        ))}
      </Section>
      {alert.route && (
        <Section title="Route">
          <RoutePath trace={alert.route} />
          <Link href={routingHref(Object.entries(alert.labels))}>Show it among all routes</Link>
        </Section>
      )}
      <Section title="What happened">
        <Timeline events={[...alert.story].reverse().map((line) => ({ at: Date.parse(line.at), text: line.text, kind: line.event }))} />
      </Section>
    </>
  );
}

const tones: Record<Explanation['state'], string> = { active: 'red', suppressed: 'gray', ended: 'green', unknown: 'gray' };

function StateBadge({ alert }: { alert: Explanation }) {
  const held = alert.silencedBy.length > 0 ? 'silenced' : alert.inhibitedBy.length > 0 ? 'inhibited' : alert.state;
  return <Badge variant="light" color={tones[alert.state]} radius="sm">{held}</Badge>;
}

function CopyAddress() {
  return (
    <CopyButton value={location.href}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : 'Copy the address'}>
          <ActionIcon variant="subtle" color="gray" aria-label="Copy the address" onClick={copy}>
            {copied ? <IconCheck size={17} /> : <IconCopy size={17} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
