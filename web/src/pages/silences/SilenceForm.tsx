import { Button, Checkbox, Group, TextInput, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconBellOff } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import type { Failure, Silence, StreamCounts } from '@/api/client';
import { useSend } from '@/api/hooks';
import { rememberAuthor, rememberedAuthor } from '@/app/author';
import { useKeys } from '@/app/keys';
import { go, hrefOf } from '@/app/url';
import { useServerNow } from '@/components/clock';
import { spell } from '@/components/durations';
import { FailureNote } from '@/components/FailureNote';
import { matchersOf, textOf } from '@/live/matchers';
import { localTime } from '@/components/localTime';
import {
  type Draft, bodyOf, doubtsOf, draftFor, draftOf, faultsOf, presets, timesOf, usedMatchers,
} from './draft';
import { MatcherFields } from './MatcherFields';
import { MutedBefore, MutedNow } from './Preview';
import classes from './SilenceForm.module.css';
import { useSettled } from './useSettled';

interface Props {
  /** The filter or the alert that it is made from. */
  conditions: readonly string[];
  /** The silence that is changed. */
  before?: Silence;
}

interface Live {
  counts: StreamCounts | undefined;
  all: number;
  refused: Failure | null;
}

const nobody: Live = { counts: undefined, all: 0, refused: null };

/** A silence to make or to change, beside what it would mute now and what it would have muted. */
export function SilenceForm({ conditions, before }: Props) {
  const [draft, setDraft] = useState<Draft>(() => (before ? draftOf(before, rememberedAuthor()) : draftFor(conditions, rememberedAuthor())));
  const [live, setLive] = useState<Live>(nobody);
  const [confirmed, setConfirmed] = useState('');
  const [isTried, setTried] = useState(false);
  const now = useServerNow();
  const send = useSend('POST /api/v2/silences', ['GET /api/v2/silences']);
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));

  const used = usedMatchers(draft).map(textOf);
  const settled = useSettled(used, 300);
  const tell = useCallback((counts: StreamCounts | undefined, all: number, refused: Failure | null) => setLive({ counts, all, refused }), []);
  const faults = faultsOf(draft, now);
  const hasMatchers = settled.length > 0 && usedMatchers(draft).every((one) => one.name !== '');
  const doubts = doubtsOf(draft, hasMatchers ? live.counts : undefined, live.all);
  // What was confirmed is these matchers; others have to be confirmed anew.
  const isConfirmed = doubts.length === 0 || confirmed === used.join('\n');
  const others = useMemo(() => matchersOf(conditions).others, [conditions]);

  const submit = () => {
    setTried(true);
    if (Object.keys(faults).length > 0 || !isConfirmed || send.isPending) return;
    rememberAuthor(draft.createdBy);
    send.mutate({ body: bodyOf(draft, Date.now(), before) }, { onSuccess: (made) => go(hrefOf('silences', [made.silenceID])) });
  };
  useKeys({ Escape: ['Leave the form', () => go(hrefOf('silences'))] });

  return (
    <div className={classes.page}>
      <form className={classes.form} aria-label="Silence" onSubmit={(event) => (event.preventDefault(), submit())}>
        <h2>{before ? (draft.id === '' ? 'Silence again' : 'Change a silence') : 'New silence'}</h2>
        {others.length > 0 && (
          <p className={classes.note}>
            A silence has label matchers only. Left out of it: {others.map((one) => <code key={one} className="break">{one}</code>)}
          </p>
        )}
        <MatcherFields matchers={draft.matchers} change={(matchers) => change({ matchers })} fault={isTried || used.length > 0 ? faults.matchers : undefined} />
        <TimeFields draft={draft} change={change} fault={faults.time} now={now} keepsStart={before !== undefined && draft.id !== ''} />
        <Textarea
          label="Comment"
          placeholder="Why, and where to read more"
          autosize
          minRows={2}
          value={draft.comment}
          error={isTried && faults.comment}
          onChange={(event) => change({ comment: event.currentTarget.value })}
        />
        <TextInput
          label="Your name"
          value={draft.createdBy}
          error={isTried && faults.createdBy}
          autoComplete="username"
          onChange={(event) => change({ createdBy: event.currentTarget.value })}
        />
        {doubts.length > 0 && (
          <div className={classes.doubts} role="alert">
            <b><IconAlertTriangle size={16} aria-hidden="true" /> This may mute nearly everything</b>
            {doubts.map((doubt) => <p key={doubt}>{doubt}</p>)}
            <Checkbox
              size="sm"
              label="Yes, I mean all of these"
              checked={isConfirmed}
              error={isTried && !isConfirmed ? 'Confirm this, or make the matchers narrower.' : undefined}
              onChange={(event) => setConfirmed(event.currentTarget.checked ? used.join('\n') : '')}
            />
          </div>
        )}
        {send.error && <FailureNote failure={send.error} title="The silence was not made" again={submit} />}
        <Group gap="xs">
          <Button type="submit" loading={send.isPending} leftSection={<IconBellOff size={16} />}>
            {before && draft.id !== '' ? 'Change it' : 'Silence'}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => go(before ? hrefOf('silences', [before.id]) : hrefOf('silences'))}>Cancel</Button>
        </Group>
      </form>
      <div className={classes.preview}>
        <section aria-label="Muted now">
          <h3>It mutes now</h3>
          {hasMatchers ? <MutedNow conditions={settled} tell={tell} /> : <span className="dim">Name a label to see it.</span>}
        </section>
        <section aria-label="Muted in the last 30 days">
          <h3>It would have muted in the last 30 days</h3>
          {hasMatchers && !live.refused ? <MutedBefore conditions={settled} /> : <span className="dim">Name a label to see it.</span>}
        </section>
      </div>
    </div>
  );
}

interface TimeProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  fault: string | undefined;
  now: number;
  keepsStart: boolean;
}

function TimeFields({ draft, change, fault, now, keepsStart }: TimeProps) {
  const { from, to } = timesOf(draft, now);
  const isKnown = !Number.isNaN(from) && !Number.isNaN(to) && to > from;
  return (
    <fieldset className={classes.time}>
      <legend>How long</legend>
      <div className={classes.presets}>
        {presets.map((span) => (
          <button key={span} type="button" aria-pressed={draft.span === span} onClick={() => change({ span, until: '' })}>{span}</button>
        ))}
      </div>
      <div className={classes.times}>
        <TextInput
          label="For"
          size="xs"
          placeholder="1d 12h"
          value={draft.span}
          onChange={({ currentTarget: { value } }) => (
            change({ span: value, until: value === '' ? localTime(Number.isNaN(to) ? now : to) : '' })
          )}
        />
        <TextInput
          label="or until"
          size="xs"
          type="datetime-local"
          value={draft.until !== '' || Number.isNaN(to) ? draft.until : localTime(to)}
          onChange={(event) => change({ until: event.currentTarget.value, span: '' })}
        />
        <TextInput
          label={keepsStart ? 'Begins (empty: as it did)' : 'Begins (empty: now)'}
          size="xs"
          type="datetime-local"
          value={draft.from}
          onChange={(event) => change({ from: event.currentTarget.value })}
        />
      </div>
      {fault !== undefined
        ? <p className={classes.fault} role="alert">{fault}</p>
        : isKnown && <p className="dim">Ends {new Date(to).toLocaleString()}, in {spell(to - now)}.</p>}
    </fieldset>
  );
}
