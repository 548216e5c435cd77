import { Loader } from '@mantine/core';
import type { Silence } from '@/api/client';
import { useApi } from '@/api/hooks';
import { Age, Countdown } from '@/components/Age';
import { FailureNote } from '@/components/FailureNote';
import { Who } from '@/components/People';
import { SafeText } from '@/components/SafeText';
import { DrawerHead, DrawerSection, SideDrawer } from '@/components/SideDrawer';
import { Timeline } from '@/components/Timeline';
import { matcherTexts } from './search';
import { MutedNow } from './Preview';
import { SilenceActions } from './SilenceActions';
import classes from './SilenceDrawer.module.css';

interface Props {
  /** Empty for none. */
  id: string;
  known: Silence | undefined;
  close: () => void;
}

/** One silence beside the others; on a phone in front of them. */
export function SilenceDrawer({ id, known, close }: Props) {
  return (
    <SideDrawer isOpen={id !== ''} close={close} label="Silence" size={560}>
      <SilenceDetail key={id} id={id} known={known} close={close} />
    </SideDrawer>
  );
}

function SilenceDetail({ id, known, close }: Props) {
  const { data = known, error, refetch } = useApi('GET /api/v2/silence/{id}', { path: { id } }, { every: 5_000 });
  return (
    <>
      <DrawerHead
        title="Silence"
        about={data && <span className={classes.state} data-state={data.status.state}>{data.status.state}</span>}
        close={close}
      />
      {error && (
        <FailureNote
          failure={error}
          title={error.status === 404 ? 'There is no such silence any more' : 'The silence could not be read'}
          again={() => void refetch()}
        />
      )}
      {!data && !error && <Loader size="sm" m="lg" aria-label="Loading" />}
      {data && <Body silence={data} />}
    </>
  );
}

function Body({ silence }: { silence: Silence }) {
  const [starts, ends] = [Date.parse(silence.startsAt), Date.parse(silence.endsAt)];
  const state = silence.status.state;
  return (
    <>
      <div className={classes.actions}><SilenceActions silence={silence} /></div>
      <DrawerSection title="What it mutes">
        <div className={classes.matchers}>{matcherTexts(silence).map((text, place) => <code key={place} className="break">{text}</code>)}</div>
        {silence.matcherSets && silence.matcherSets.length > 1 && <p className="dim">Several sets of matchers: one of them has to fit whole.</p>}
      </DrawerSection>
      <DrawerSection title="Why"><SafeText text={silence.comment} /></DrawerSection>
      <DrawerSection title="Who and when">
        <Who name={silence.createdBy} kind="person" />
        <div className="dim">
          {new Date(starts).toLocaleString()} to {new Date(ends).toLocaleString()},{' '}
          {state === 'pending' && <>begins <Countdown until={starts} /></>}
          {state === 'active' && <>ends <Countdown until={ends} /></>}
          {state === 'expired' && <>ended <Age since={ends} /> ago</>}
        </div>
      </DrawerSection>
      {state === 'active' && (
        <DrawerSection title="Held back now"><MutedNow conditions={[`@silenced_by="${silence.id}"`]} /></DrawerSection>
      )}
      <DrawerSection title="What happened"><Story id={silence.id} /></DrawerSection>
      <div className={classes.id}>{silence.id}</div>
    </>
  );
}

function Story({ id }: { id: string }) {
  const { data, error, refetch } = useApi('GET /api/v2/history', { query: { silence: [id], kind: ['silences'], limit: 50 } }, { every: 15_000 });
  if (error) return <FailureNote failure={error} title="Its history could not be read" again={() => void refetch()} />;
  if (!data) return <Loader size="xs" aria-label="Loading" />;
  return <Timeline events={data.events.map((line) => ({ at: Date.parse(line.at), text: line.text, kind: line.event }))} />;
}
