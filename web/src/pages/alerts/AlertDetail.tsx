import { ActionIcon, Badge, CopyButton, Loader, Tooltip } from '@mantine/core';
import { IconBellOff, IconCheck, IconCopy } from '@tabler/icons-react';
import type { Explanation } from '@/api/client';
import { useApi } from '@/api/hooks';
import { useKeys } from '@/app/keys';
import { go, hrefOf } from '@/app/url';
import { Age, Countdown } from '@/components/Age';
import { Attempts } from '@/components/Attempts';
import { FailureNote } from '@/components/FailureNote';
import { LabelChip } from '@/components/LabelChip';
import { Link } from '@/components/Link';
import { SafeText } from '@/components/SafeText';
import { DrawerHead, DrawerSection } from '@/components/SideDrawer';
import { Timeline } from '@/components/Timeline';
import { routingHref, silenceHrefOf } from '@/live/matchers';
import classes from './AlertDetail.module.css';
import { Annotations } from './one/Annotations';
import { Condition } from './one/Condition';
import { Silences } from './one/Silences';
import { RoutePath } from './RoutePath';
import { filterBy, openAlert } from './useAlertsAddress';

interface Props {
  fingerprint: string;
  close: () => void;
}

/** All that is known of one alert: why it pages or does not, what it is about, where it goes, what was sent. */
export function AlertDetail({ fingerprint, close }: Props) {
  const { data, error, refetch } = useApi('GET /api/v2/alerts/{fingerprint}/explain', { path: { fingerprint } }, { every: 5_000 });
  const silence = () => (data ? go(silenceHrefOf(Object.entries(data.labels))) : false);
  useKeys({ s: ['Silence it', silence] });
  return (
    <>
      <DrawerHead
        title={data?.labels['alertname'] ?? 'Alert'}
        close={close}
        about={(
          <>
            {data && <StateBadge alert={data} />}
            {data?.startsAt && <span className="dim">for <Age since={Date.parse(data.startsAt)} /></span>}
          </>
        )}
        tools={(
          <>
            {data && (
              <Tooltip label="Silence it (s)">
                <ActionIcon variant="subtle" color="gray" aria-label="Silence it" onClick={silence}><IconBellOff size={17} /></ActionIcon>
              </Tooltip>
            )}
            <CopyAddress />
          </>
        )}
      />
      {error && <FailureNote failure={error} title="The alert could not be read" again={() => void refetch()} />}
      {!data && !error && <Loader size="sm" m="lg" aria-label="Loading" />}
      {data && <Body alert={data} />}
    </>
  );
}

function Body({ alert }: { alert: Explanation }) {
  return (
    <>
      <DrawerSection title="Why it pages, or not">
        <ul className={classes.verdicts}>
          {alert.verdicts.map((verdict, place) => (
            <li key={place}>
              {verdict.receiver && <b className="break">{verdict.receiver}: </b>}
              <SafeText text={verdict.text} />
            </li>
          ))}
        </ul>
        {alert.inhibitedBy.map((by) => (
          <button key={by} type="button" className={classes.cause} onClick={() => openAlert(by)}>
            Show the alert that inhibits it
          </button>
        ))}
      </DrawerSection>
      <DrawerSection title="Labels">
        <div className={classes.labels}>
          {Object.entries(alert.labels).map(([name, value]) => (
            <LabelChip key={name} name={name} value={value} press={filterBy} />
          ))}
        </div>
      </DrawerSection>
      <Annotations annotations={alert.annotations} />
      <Condition alert={alert} />
      <DrawerSection title="Groups">
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
      </DrawerSection>
      <DrawerSection title="Silences"><Silences silences={alert.silences} /></DrawerSection>
      <DrawerSection title="Notifications">
        <Attempts
          query={{ alert: [alert.fingerprint] }}
          empty="Nothing was sent of it."
          before={({ receiver }) => <><Link className="break" href={hrefOf('routing', [], { receiver })}>{receiver}</Link> </>}
        />
      </DrawerSection>
      {alert.route && (
        <DrawerSection title="Route">
          <RoutePath trace={alert.route} />
          <Link href={routingHref(Object.entries(alert.labels))}>Show it among all routes</Link>
        </DrawerSection>
      )}
      <DrawerSection title="What happened">
        <Timeline events={[...alert.story].reverse().map((line) => ({ at: Date.parse(line.at), text: line.text, kind: line.event }))} />
      </DrawerSection>
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
