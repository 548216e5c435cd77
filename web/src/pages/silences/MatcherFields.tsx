import { ActionIcon, Autocomplete, Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useApi } from '@/api/hooks';
import type { MatchOp, MatcherDraft } from '@/live/matchers';
import classes from './SilenceForm.module.css';

interface Props {
  matchers: readonly MatcherDraft[];
  change: (matchers: readonly MatcherDraft[]) => void;
  fault: string | undefined;
}

const ops: { value: MatchOp; label: string }[] = [
  { value: '=', label: '= is' },
  { value: '!=', label: '!= is not' },
  { value: '=~', label: '=~ fits' },
  { value: '!~', label: '!~ does not fit' },
];

/** The matchers, one line each, with the names and values that live alerts have. */
export function MatcherFields({ matchers, change, fault }: Props) {
  const names = useApi('GET /api/v2/stream/labels', { query: { top: 0 } }, { keep: true });
  const known = useMemo(() => names.data?.labels.map((label) => label.name) ?? [], [names.data]);
  const set = (place: number, part: Partial<MatcherDraft>) => change(matchers.map((one, at) => (at === place ? { ...one, ...part } : one)));
  return (
    <fieldset className={classes.matchers}>
      <legend>Alerts with all of these labels</legend>
      {matchers.map((one, place) => (
        <Line
          key={place}
          matcher={one}
          names={known}
          set={(part) => set(place, part)}
          remove={() => change(matchers.length === 1 ? [{ name: '', op: '=', value: '' }] : matchers.filter((_, at) => at !== place))}
        />
      ))}
      {fault !== undefined && <p className={classes.fault} role="alert">{fault}</p>}
      <Button
        variant="subtle"
        size="compact-xs"
        leftSection={<IconPlus size={14} />}
        onClick={() => change([...matchers, { name: '', op: '=', value: '' }])}
      >
        One more
      </Button>
    </fieldset>
  );
}

interface LineProps {
  matcher: MatcherDraft;
  names: readonly string[];
  set: (part: Partial<MatcherDraft>) => void;
  remove: () => void;
}

function Line({ matcher, names, set, remove }: LineProps) {
  const [isOpen, setOpen] = useState(false);
  const { name, op, value } = matcher;
  const values = useApi(
    'GET /api/v2/stream/values',
    { query: { name, contains: op.endsWith('~') ? '' : value, limit: 30 } },
    { enabled: isOpen && name !== '' && !name.startsWith('@'), keep: true },
  );
  const known = [...new Set(values.data?.values.map((one) => one.value).filter((one) => one !== '') ?? [])];
  return (
    <div className={classes.matcher}>
      <Autocomplete
        size="xs"
        aria-label="Label"
        placeholder="label"
        value={name}
        data={[...names]}
        limit={40}
        spellCheck={false}
        onChange={(text) => set({ name: text })}
      />
      <NativeSelect size="xs" aria-label="Comparison" value={op} data={ops} onChange={(event) => set({ op: event.currentTarget.value as MatchOp })} />
      <Autocomplete
        size="xs"
        aria-label="Value"
        placeholder={op.endsWith('~') ? 'regular expression' : 'value'}
        value={value}
        data={known}
        limit={40}
        spellCheck={false}
        {...(op.endsWith('~') ? { filter: ({ options }) => options } : {})}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(text) => set({ value: text })}
      />
      <ActionIcon size={28} variant="subtle" color="gray" aria-label={`Take away ${name.slice(0, 60) || 'this line'}`} onClick={remove}>
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
