import { Button, Checkbox, Group } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Silence } from '@/api/client';
import { isOnControl, useKeys } from '@/app/keys';
import { go, hrefOf, usePlace } from '@/app/url';
import { Age, Countdown } from '@/components/Age';
import { FailureNote } from '@/components/FailureNote';
import { Link } from '@/components/Link';
import { Who } from '@/components/People';
import { matcherTexts } from './search';
import { SilenceActions } from './SilenceActions';
import classes from './SilenceList.module.css';
import { useSilencing } from './useSilencing';

interface Props {
  silences: readonly Silence[];
  muted: ReadonlyMap<string, number>;
}

/** One line for each silence; some can be chosen and expired together. */
export function SilenceList({ silences, muted }: Props) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isSure, setSure] = useState(false);
  const { busy, failed, expire } = useSilencing();
  const live = silences.filter((one) => one.status.state !== 'expired');
  const those = live.filter((one) => chosen.has(one.id));
  const choose = (id: string) => {
    setSure(false);
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  };
  useRows(silences, choose);

  return (
    <>
      {live.length > 0 && (
        <Group gap="xs" className={classes.bulk ?? ''}>
          <Checkbox
            size="xs"
            label={those.length === 0 ? 'All' : `${those.length} chosen`}
            checked={those.length === live.length}
            indeterminate={those.length > 0 && those.length < live.length}
            onChange={() => setChosen(those.length === live.length ? new Set() : new Set(live.map((one) => one.id)))}
          />
          {those.length > 0 && !isSure && (
            <Button size="compact-xs" variant="light" color="red" onClick={() => setSure(true)}>Expire {those.length}…</Button>
          )}
          {those.length > 0 && isSure && (
            <>
              <Button
                size="compact-xs"
                color="red"
                loading={busy}
                onClick={() => void expire(those).then((done) => done && (setChosen(new Set()), setSure(false)))}
              >
                Yes, expire {those.length} now
              </Button>
              <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setSure(false)}>No</Button>
            </>
          )}
        </Group>
      )}
      {failed && <FailureNote failure={failed.failure} title={`${failed.what}: ${failed.ids.length} left`} again={() => void expire(those)} />}
      <ul className={classes.list} aria-label="Silences">
        {silences.map((one) => (
          <Row key={one.id} silence={one} alerts={muted.get(one.id) ?? 0} isChosen={chosen.has(one.id)} choose={choose} />
        ))}
      </ul>
    </>
  );
}

interface RowProps {
  silence: Silence;
  alerts: number;
  isChosen: boolean;
  choose: (id: string) => void;
}

function Row({ silence, alerts, isChosen, choose }: RowProps) {
  const { params } = usePlace();
  const state = silence.status.state;
  const texts = matcherTexts(silence);
  return (
    <li className={classes.row} data-silence={silence.id} data-state={state}>
      {state === 'expired'
        ? <span className={classes.check} />
        : (
          <Checkbox
            className={classes.check ?? ''}
            size="xs"
            aria-label={`Choose the silence ${silence.comment.slice(0, 60)}`}
            checked={isChosen}
            onChange={() => choose(silence.id)}
          />
        )}
      <div className={classes.what}>
        <Link className={classes.matchers ?? ''} href={hrefOf('silences', [silence.id], params)} underline="never">
          {texts.map((text, place) => <code key={place} className="break">{text}</code>)}
        </Link>
        <span className={classes.comment}>{silence.comment}</span>
      </div>
      <div className={classes.who}>
        <Who name={silence.createdBy} kind="person" />
        <span className="dim"><Age since={Date.parse(state === 'pending' ? silence.updatedAt : silence.startsAt)} short /> ago</span>
      </div>
      <div className={classes.when}>
        <span className={classes.state}>{state}</span>
        <span className="dim">
          {state === 'pending' && <>begins <Countdown until={Date.parse(silence.startsAt)} /></>}
          {state === 'active' && <>ends <Countdown until={Date.parse(silence.endsAt)} /></>}
          {state === 'expired' && <>ended <Age since={Date.parse(silence.endsAt)} /> ago</>}
        </span>
      </div>
      <div className={classes.count} title="Live alerts that it holds back">
        {state === 'active' && <><b className="number">{alerts.toLocaleString()}</b> <span className="dim">{alerts === 1 ? 'alert' : 'alerts'}</span></>}
      </div>
      <SilenceActions silence={silence} />
    </li>
  );
}

// The line that the keys stand on lives in the document, as on the alerts page.
function useRows(silences: readonly Silence[], choose: (id: string) => void): void {
  const at = useRef('');
  const { params } = usePlace();
  const mark = (scroll: boolean) => {
    for (const row of document.querySelectorAll('[data-silence]')) {
      const isHere = row.getAttribute('data-silence') === at.current;
      row.toggleAttribute('data-here', isHere);
      if (isHere && scroll) row.scrollIntoView({ block: 'nearest' });
    }
  };
  const move = (by: number) => {
    const from = silences.findIndex((one) => one.id === at.current);
    const to = from < 0 ? (by > 0 ? 0 : silences.length - 1) : Math.min(silences.length - 1, Math.max(0, from + by));
    at.current = silences[to]?.id ?? '';
    mark(true);
  };
  const here = () => silences.find((one) => one.id === at.current);
  useKeys({
    j: ['Next silence', () => move(1)],
    k: ['Silence before', () => move(-1)],
    x: ['Choose it', () => (here() && here()!.status.state !== 'expired' ? choose(at.current) : false)],
    e: ['Edit it', () => (here() ? go(hrefOf('silences', [at.current, 'edit'])) : false)],
    Enter: ['Open it', () => (here() && !isOnControl() ? go(hrefOf('silences', [at.current], params)) : false)],
  });
  useEffect(() => mark(false));
}
