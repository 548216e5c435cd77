import { localTime } from '@/components/localTime';
import type { PostableSilence, Silence, StreamCounts } from '@/api/client';
import { type MatchOp, type MatcherDraft, matchersOf } from '@/live/matchers';

/** What somebody has typed of a silence. Nothing of it needs to make sense yet. */
export interface Draft {
  /** The silence that it changes; empty for a new one. */
  id: string;
  matchers: readonly MatcherDraft[];
  /** When it begins, as a local date and time; empty for now. */
  from: string;
  /** How long it is to last, counted from its begin; empty if `until` says it. */
  span: string;
  /** When it ends, as a local date and time. */
  until: string;
  comment: string;
  createdBy: string;
}

export const presets = ['30m', '1h', '2h', '4h', '8h', '1d', '3d', '1w'];

const emptyMatcher: MatcherDraft = { name: '', op: '=', value: '' };

/** A new silence for a filter's conditions. */
export function draftFor(conditions: readonly string[], createdBy: string): Draft {
  const { matchers } = matchersOf(conditions);
  return {
    id: '',
    matchers: matchers.length > 0 ? matchers : [emptyMatcher],
    from: '',
    span: '2h',
    until: '',
    comment: '',
    createdBy,
  };
}

/** A silence to be changed, or, if it is over, to be made again. */
export function draftOf(silence: Silence, createdBy: string): Draft {
  const isOver = silence.status.state === 'expired';
  return {
    id: isOver ? '' : silence.id,
    matchers: silence.matchers.map(fromMatcher),
    from: silence.status.state === 'pending' ? localTime(Date.parse(silence.startsAt)) : '',
    span: isOver ? '2h' : '',
    until: isOver ? '' : localTime(Date.parse(silence.endsAt)),
    comment: silence.comment,
    createdBy: createdBy || silence.createdBy,
  };
}

export function fromMatcher(matcher: Silence['matchers'][number]): MatcherDraft {
  const isEqual = matcher.isEqual ?? true;
  const op: MatchOp = matcher.isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=';
  return { name: matcher.name, op, value: matcher.value };
}

/** The matchers that say something; an empty line is none. */
export function usedMatchers(draft: Draft): MatcherDraft[] {
  return draft.matchers.filter((one) => one.name.trim() !== '' || one.value !== '').map((one) => ({ ...one, name: one.name.trim() }));
}

/** When it begins and ends, in Unix milliseconds; NaN for what cannot be read. */
export function timesOf(draft: Draft, now: number): { from: number; to: number } {
  const from = draft.from === '' ? now : Date.parse(draft.from);
  return { from, to: draft.span === '' ? Date.parse(draft.until) : from + spanOf(draft.span) };
}

const units: Record<string, number> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, y: 31536e6 };

/** A span such as `90m` or `1d 12h` in milliseconds; NaN if it is none. */
export function spanOf(text: string): number {
  const packed = text.replaceAll(/\s/g, '');
  if (!/^(\d+[smhdwy])+$/.test(packed)) return Number.NaN;
  return [...packed.matchAll(/(\d+)([smhdwy])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit!]!, 0);
}

/** What keeps it from being sent, by field. */
export function faultsOf(draft: Draft, now: number): Partial<Record<'matchers' | 'time' | 'comment' | 'createdBy', string>> {
  const used = usedMatchers(draft);
  const { from, to } = timesOf(draft, now);
  const faults: ReturnType<typeof faultsOf> = {};
  if (used.length === 0) faults.matchers = 'A silence needs a matcher.';
  else if (used.some((one) => one.name === '')) faults.matchers = 'A matcher has no label name.';
  else if (used.every(matchesNothing)) {
    faults.matchers = 'Every matcher also lets through alerts without its label, so this would mute everything. Name something that they have.';
  }

  if (Number.isNaN(from)) faults.time = 'The begin is no date.';
  else if (Number.isNaN(to)) faults.time = draft.span === '' ? 'The end is no date.' : 'A span is written as 30m, 2h or 1d 12h.';
  else if (to <= from) faults.time = 'The end is before the begin.';
  else if (to <= now) faults.time = 'The end is in the past.';
  if (draft.comment.trim() === '') faults.comment = 'Say why, for those who find it.';
  if (draft.createdBy.trim() === '') faults.createdBy = 'Say who you are.';
  return faults;
}

/** Whether an alert without the label passes, as Tocsin and Alertmanager see it. */
function matchesNothing({ op, value }: MatcherDraft): boolean {
  if (op === '=') return value === '';
  if (op === '!=') return value !== '';
  try {
    return new RegExp(`^(?:${value})$`, 'su').test('') === (op === '=~');
  } catch {
    // Its own syntax; the server reads it.
    return false;
  }
}

/** Whether it asks for something particular: a value, or a pattern that not everything passes. */
function isNarrow({ op, value }: MatcherDraft): boolean {
  return op === '=' ? value !== '' : op === '=~' && !/^\(?(?:\.[*+])\)?$|^$/.test(value);
}

/** Why it may mute far more than somebody means; it then has to be confirmed. */
export function doubtsOf(draft: Draft, counts: StreamCounts | undefined, all: number): string[] {
  const used = usedMatchers(draft);
  const doubts: string[] = [];
  if (used.length > 0 && !used.some(isNarrow)) doubts.push('It says only what alerts are not, or fits any value. New alerts of every kind may fall under it.');
  if (counts && counts.alerts >= 5 && counts.alerts * 2 >= all) {
    doubts.push(`It mutes ${counts.alerts.toLocaleString()} of the ${all.toLocaleString()} alerts that are live now: ${Math.round((100 * counts.alerts) / all)} %.`);
  }
  return doubts;
}

/** What the server is asked. An active silence keeps its begin. */
export function bodyOf(draft: Draft, now: number, before?: Silence): PostableSilence {
  const { from, to } = timesOf(draft, now);
  const keepsStart = before !== undefined && draft.id !== '' && draft.from === '';
  return {
    ...(draft.id === '' ? {} : { id: draft.id }),
    matchers: usedMatchers(draft).map(({ name, op, value }) => ({
      name, value, isRegex: op.endsWith('~'), isEqual: op.startsWith('='),
    })),
    startsAt: keepsStart ? before.startsAt : new Date(from).toISOString(),
    endsAt: new Date(to).toISOString(),
    comment: draft.comment.trim(),
    createdBy: draft.createdBy.trim(),
    ...(before?.annotations ? { annotations: before.annotations } : {}),
  };
}

/** The same silence with another end. One that is over begins again. */
export function extendedBody(silence: Silence, by: number, now: number): PostableSilence {
  const isOver = silence.status.state === 'expired';
  return {
    ...(isOver ? {} : { id: silence.id }),
    matchers: silence.matchers,
    startsAt: isOver ? new Date(now).toISOString() : silence.startsAt,
    endsAt: new Date((isOver ? now : Date.parse(silence.endsAt)) + by).toISOString(),
    comment: silence.comment,
    createdBy: silence.createdBy,
    ...(silence.annotations ? { annotations: silence.annotations } : {}),
  };
}
