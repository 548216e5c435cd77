import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { matcher, takeApart } from './conditions';

/** One completion of what is typed. */
export interface Suggestion {
  title: string;
  note: string;
  /** What is typed after it was chosen, or the whole condition. */
  text: string;
  isWhole: boolean;
}

const specials: [name: string, note: string][] = [
  ['@state', 'active, silenced, inhibited, muted'],
  ['@receiver', 'who is notified'],
  ['@team', 'whose it is'],
  ['@age', 'as in @age>1h'],
  ['@silenced_by', 'the silence that holds it back'],
  ['@inhibited_by', 'the alert that holds it back'],
  ['@fingerprint', 'one alert'],
];

/** Completions of a condition that is being typed, from the alerts that the other conditions let through. */
export function useSuggestions(typed: string, conditions: readonly string[], isOpen: boolean): Suggestion[] {
  const text = typed.trimStart();
  const parts = takeApart(text);
  const name = parts?.name ?? '';
  const wantsValues = isOpen && parts !== null && name !== '@age';
  const labels = useApi(
    'GET /api/v2/stream/labels',
    { query: { filter: [...conditions], top: 0 } },
    { enabled: isOpen && parts === null, keep: true },
  );
  // What a silence is about is in its comment, which alerts do not know.
  const isSilence = name === '@silenced_by';
  const silences = useApi('GET /api/v2/silences', { query: { expired: false } }, { enabled: wantsValues && isSilence });
  const values = useApi(
    'GET /api/v2/stream/values',
    { query: { name, filter: [...conditions], contains: parts?.op.endsWith('~') || isSilence ? '' : (parts?.value ?? ''), limit: 30 } },
    { enabled: wantsValues, keep: true },
  );

  return useMemo(() => {
    if (!isOpen) return [];
    if (parts !== null) {
      if (name === '@age') return ages(parts.op);
      const notes = new Map(silences.data?.map((silence) => [silence.id, `${silence.createdBy}: ${silence.comment}`]));
      return valuesOf(name, parts, values.data?.values ?? [], notes);
    }

    const wanted = text.toLowerCase();
    const known = (labels.data?.labels ?? []).map((label) => ({
      title: label.name,
      note: `${label.values} ${label.values === 1 ? 'value' : 'values'}`,
      text: `${/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(label.name) ? label.name : `"${label.name}"`}=`,
      isWhole: false,
    }));
    const special = specials.map(([title, note]) => ({ title, note, text: title === '@age' ? '@age>' : `${title}=`, isWhole: false }));
    return [...known, ...special].filter((one) => one.title.toLowerCase().includes(wanted)).slice(0, 40);
  }, [isOpen, name, parts?.op, parts?.value, parts === null, text, labels.data, values.data, silences.data]);
}

const states = ['active', 'silenced', 'inhibited', 'muted', 'suppressed'];

/** The values that there are, and those that there could be. A value nobody knows by heart is told with what it stands for. */
export function valuesOf(
  name: string,
  typed: { op: string; value: string },
  found: readonly { value: string; alerts: number; note?: string }[],
  notes: ReadonlyMap<string, string>,
): Suggestion[] {
  const known = found.map((one) => ({ ...one, note: one.note ?? notes.get(one.value) ?? '' }));
  const missing = name === '@state' ? states.filter((state) => !found.some((one) => one.value === state)) : [];
  const all = [...known, ...missing.map((value) => ({ value, alerts: 0, note: '' }))];
  const wanted = typed.op.endsWith('~') ? '' : typed.value.toLowerCase();
  const values = all.filter((one) => one.value.toLowerCase().includes(wanted) || one.note.toLowerCase().includes(wanted)).map((one) => ({
    title: one.value === '' ? '(none)' : one.note === '' ? one.value : one.note,
    note: one.alerts === 0 && name === '@state' ? 'none now' : String(one.alerts),
    text: matcher(name, typed.op, one.value),
    isWhole: true,
  }));
  const isOptional = ['@silenced_by', '@inhibited_by', '@team', '@receiver'].includes(name) && wanted === '';
  const edges = [
    { title: '(any)', note: 'has one', text: `${name}!=""`, isWhole: true },
    { title: '(none)', note: 'has none', text: `${name}=""`, isWhole: true },
  ];
  return isOptional ? [...values, ...edges] : values;
}

function ages(op: string): Suggestion[] {
  return ['5m', '1h', '6h', '1d', '7d'].map((age) => ({
    title: `@age${op}${age}`,
    note: op.startsWith('>') ? 'older' : 'younger',
    text: `@age${op}${age}`,
    isWhole: true,
  }));
}
