import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconMinus, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { localTime } from '@/components/localTime';
import classes from './QueryPage.module.css';
import { neighbour, secondsOf, spanOf } from './span';
import { type Asked, change } from './useQueryAddress';

/** How much time is asked for, until when, and how finely. */
export function RangeControls({ asked, now }: { asked: Asked; now: number }) {
  const end = asked.end ?? now;
  const isGraph = asked.tab === 'graph';
  const moveBy = isGraph ? asked.seconds / 2 : 300;
  const move = (by: number) => change({ end: end + by >= Date.now() / 1000 ? null : Math.round(end + by) });
  return (
    <>
      {isGraph && (
        <div className={classes.pair}>
          <Press label="Shorter range" press={() => change({ range: neighbour(asked.seconds, -1) })}><IconMinus size={14} /></Press>
          <Span label="Range" value={asked.range} otherwise="1h" set={(range) => change({ range: range === '1h' ? null : range })} />
          <Press label="Longer range" press={() => change({ range: neighbour(asked.seconds, 1) })}><IconPlus size={14} /></Press>
        </div>
      )}
      <div className={classes.pair}>
        <Press label="Earlier" press={() => move(-moveBy)}><IconChevronLeft size={14} /></Press>
        {asked.end === undefined
          ? (
            <Button size="xs" variant="default" onClick={() => change({ end: Math.round(now) })}>
              {isGraph ? 'until now' : 'now'}
            </Button>
          )
          : (
            <TextInput
              size="xs"
              type="datetime-local"
              step={1}
              aria-label={isGraph ? 'End' : 'Instant'}
              className={classes.end ?? ''}
              value={localTime(asked.end * 1000, 'second')}
              onChange={({ currentTarget: { value } }) => change({ end: value === '' ? null : Math.round(Date.parse(value) / 1000) })}
            />
          )}
        <Press label="Later" press={() => move(moveBy)} off={asked.end === undefined}><IconChevronRight size={14} /></Press>
        {asked.end !== undefined && <button type="button" className={classes.now} onClick={() => change({ end: null })}>now</button>}
      </div>
      {isGraph && (
        <Span
          label="Step"
          value={asked.stepText}
          otherwise=""
          hint={`step ${spanOf(asked.step)}`}
          set={(step) => change({ step: step === '' ? null : step })}
        />
      )}
    </>
  );
}

function Press({ label, press, off = false, children }: { label: string; press: () => void; off?: boolean; children: ReactNode }) {
  return <ActionIcon variant="default" size={30} aria-label={label} title={label} disabled={off} onClick={press}>{children}</ActionIcon>;
}

interface SpanProps {
  label: string;
  value: string;
  /** What an empty field means. */
  otherwise: string;
  hint?: string;
  set: (value: string) => void;
}

// Taken over with Enter or on leaving the field; what is no span stays and says so.
function Span({ label, value, otherwise, hint = '', set }: SpanProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const isWrong = typed !== '' && secondsOf(typed) === undefined;
  const take = () => {
    const next = typed.replaceAll(' ', '') || otherwise;
    if (!isWrong && next !== value) set(next);
  };
  return (
    <TextInput
      size="xs"
      w={92}
      aria-label={label}
      placeholder={hint}
      value={typed}
      error={isWrong}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === 'Enter' && take()}
    />
  );
}
