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
  ['@silenced_by', 'a silence'],
  ['@inhibited_by', 'an alert'],
  ['@fingerprint', 'an alert'],
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
  const values = useApi(
    'GET /api/v2/stream/values',
    { query: { name, filter: [...conditions], contains: parts?.op.endsWith('~') ? '' : (parts?.value ?? ''), limit: 30 } },
    { enabled: wantsValues, keep: true },
  );

  return useMemo(() => {
    if (!isOpen) return [];
    if (parts !== null) {
      if (name === '@age') return ages(parts.op);
      return (values.data?.values ?? []).map((one) => ({
        title: one.value === '' ? '(none)' : one.value,
        note: String(one.alerts),
        text: matcher(name, parts.op, one.value),
        isWhole: true,
      }));
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
  }, [isOpen, name, parts?.op, parts === null, text, labels.data, values.data]);
}

function ages(op: string): Suggestion[] {
  return ['5m', '1h', '6h', '1d', '7d'].map((age) => ({
    title: `@age${op}${age}`,
    note: op.startsWith('>') ? 'older' : 'younger',
    text: `@age${op}${age}`,
    isWhole: true,
  }));
}
