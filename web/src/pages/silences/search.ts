import type { Silence } from '@/api/client';
import { takeApart } from '@/live/conditions';
import { textOf } from '@/live/matchers';
import { fromMatcher, spanOf } from './draft';

export type SilenceState = Silence['status']['state'];

export const states: readonly SilenceState[] = ['active', 'pending', 'expired'];

/** Every matcher of a silence as text, those of further sets, too. */
export function matcherTexts(silence: Silence): string[] {
  const sets = silence.matcherSets && silence.matcherSets.length > 0 ? silence.matcherSets : [silence.matchers];
  return sets.flatMap((set) => set.map((one) => textOf(fromMatcher(one))));
}

/**
 * What is searched: words, which stand anywhere in a silence; `team=db` for a matcher of that name and value; `by:ann`;
 * `age>1d` for how long it has been there. Quotes keep a blank in a word.
 */
export function searchOf(text: string, now: number): (silence: Silence) => boolean {
  const terms = text.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+/g) ?? [];
  const tests = terms.map((term) => testOf(term, now));
  return (silence) => tests.every((test) => test(silence));
}

function testOf(term: string, now: number): (silence: Silence) => boolean {
  const by = /^by:(.+)$/i.exec(term)?.[1];
  if (by !== undefined) return (silence) => has(silence.createdBy, bare(by));
  const parts = takeApart(term);
  if (parts?.name === 'age' && (parts.op === '>' || parts.op === '<')) {
    const span = spanOf(parts.value);
    const isOlder = parts.op === '>';
    return (silence) => Number.isNaN(span) || now - Date.parse(silence.startsAt) > span === isOlder;
  }

  if (parts && ['=', '!=', '=~', '!~'].includes(parts.op) && parts.name !== '') {
    return (silence) => setsOf(silence).some((one) => {
      const { name, op, value } = fromMatcher(one);
      return name === parts.name && op === parts.op && value.toLowerCase().startsWith(parts.value.toLowerCase());
    });
  }

  const word = bare(term);
  return (silence) => [silence.id, silence.comment, silence.createdBy, ...matcherTexts(silence)].some((one) => has(one, word));
}

function setsOf(silence: Silence): Silence['matchers'] {
  return silence.matcherSets && silence.matcherSets.length > 0 ? silence.matcherSets.flat() : silence.matchers;
}

function bare(term: string): string {
  return term.replaceAll('"', '');
}

function has(text: string, word: string): boolean {
  return text.toLowerCase().includes(word.toLowerCase());
}

export const sorts = { ends: 'Ends first', newest: 'Newest first', oldest: 'Oldest first', creator: 'By creator' } as const;
export type Sort = keyof typeof sorts;

/** Active ones before those to come, before those that are over; then as asked. */
export function sorted(silences: readonly Silence[], sort: Sort): Silence[] {
  const place = (silence: Silence) => states.indexOf(silence.status.state);
  const starts = (silence: Silence) => Date.parse(silence.startsAt);
  const ends = (silence: Silence) => Date.parse(silence.endsAt) * (silence.status.state === 'expired' ? -1 : 1);
  const by: Record<Sort, (a: Silence, b: Silence) => number> = {
    ends: (a, b) => place(a) - place(b) || ends(a) - ends(b),
    newest: (a, b) => starts(b) - starts(a),
    oldest: (a, b) => starts(a) - starts(b),
    creator: (a, b) => a.createdBy.localeCompare(b.createdBy) || ends(a) - ends(b),
  };
  return [...silences].sort((a, b) => by[sort](a, b) || a.id.localeCompare(b.id));
}
