import { describe, expect, test } from 'vitest';
import type { Silence, StreamCounts } from '@/api/client';
import { localTime } from '@/components/localTime';
import { type Draft, bodyOf, doubtsOf, draftFor, draftOf, extendedBody, faultsOf, spanOf, timesOf, usedMatchers } from './draft';

const now = Date.parse('2026-03-01T12:00:00Z');
const silence: Silence = {
  id: 'a1', comment: 'disk swap', createdBy: 'ann', startsAt: '2026-03-01T10:00:00Z', endsAt: '2026-03-01T14:00:00Z',
  updatedAt: '2026-03-01T10:00:00Z', status: { state: 'active' },
  matchers: [{ name: 'host', value: 'a.+', isRegex: true, isEqual: false }, { name: 'team', value: 'db', isRegex: false, isEqual: true }],
};
const typed = (part: Partial<Draft>): Draft => ({ ...draftFor(['team="db"'], 'ann'), comment: 'why', ...part });
const counts = (alerts: number): StreamCounts => ({ alerts, groups: 0, active: alerts, silenced: 0, inhibited: 0, muted: 0 });

test.each([['30m', 18e5], ['1d 12h', 1296e5], ['2h', 72e5], ['', Number.NaN], ['2', Number.NaN], ['2 hours', Number.NaN], ['-2h', Number.NaN]])(
  'the span %s is %d ms', (text, ms) => expect(spanOf(text)).toBe(ms));

test('a draft takes the matchers of a filter and leaves out what a silence cannot say', () => {
  expect(draftFor(['team="db"', '@state=active', 'disk', 'host!~"a.*"'], '').matchers).toEqual([
    { name: 'team', op: '=', value: 'db' }, { name: 'host', op: '!~', value: 'a.*' },
  ]);
  expect(draftFor([], '').matchers).toHaveLength(1);
});

test('an active silence keeps its begin, id and matchers when it is changed', () => {
  const body = bodyOf(draftOf(silence, 'bob'), now, silence);
  expect(body).toMatchObject({ id: 'a1', startsAt: silence.startsAt, createdBy: 'bob', matchers: silence.matchers });
  expect(Date.parse(body.endsAt)).toBe(Date.parse(silence.endsAt));
});

test('a silence that is over is made anew, from now', () => {
  const over: Silence = { ...silence, status: { state: 'expired' }, endsAt: '2026-03-01T11:00:00Z' };
  const body = bodyOf(draftOf(over, ''), now, over);
  expect(body.id).toBeUndefined();
  expect(Date.parse(body.startsAt)).toBe(now);
  expect(Date.parse(body.endsAt)).toBe(now + 72e5);
  expect(extendedBody(over, 36e5, now)).toMatchObject({ startsAt: new Date(now).toISOString(), endsAt: new Date(now + 36e5).toISOString() });
  expect(extendedBody(over, 36e5, now).id).toBeUndefined();
});

test('extending counts from the end, not from now', () => {
  expect(extendedBody(silence, 36e5, now)).toMatchObject({ id: 'a1', startsAt: silence.startsAt, endsAt: '2026-03-01T15:00:00.000Z' });
});

test('a local time is read back as the same minute', () => {
  expect(timesOf(typed({ from: localTime(now), span: '', until: localTime(now + 6e4) }), 0)).toEqual({ from: now, to: now + 6e4 });
});

describe('what keeps a draft from being sent', () => {
  test('nothing, if all is there', () => expect(faultsOf(typed({}), now)).toEqual({}));
  test.each<[keyof ReturnType<typeof faultsOf>, Partial<Draft>]>([
    ['comment', { comment: ' ' }],
    ['createdBy', { createdBy: '' }],
    ['time', { span: 'soon' }],
    ['time', { span: '', until: '' }],
    ['time', { span: '', until: localTime(now - 6e5) }],
    ['time', { from: localTime(now - 864e5), span: '1h' }],
    ['matchers', { matchers: [] }],
    ['matchers', { matchers: [{ name: '', op: '=', value: 'x' }] }],
    ['matchers', { matchers: [{ name: 'team', op: '!=', value: 'db' }] }],
    ['matchers', { matchers: [{ name: 'team', op: '=~', value: '.*' }, { name: 'a', op: '=', value: '' }] }],
  ])('%s: %j', (field, part) => expect(Object.keys(faultsOf(typed(part), now))).toEqual([field]));
  test('an empty line is no matcher', () => {
    expect(usedMatchers(typed({ matchers: [{ name: '', op: '=', value: '' }, { name: ' team ', op: '=', value: 'db' }] }))).toEqual([
      { name: 'team', op: '=', value: 'db' },
    ]);
  });
});

describe('what has to be confirmed', () => {
  test('nothing for a few of many', () => expect(doubtsOf(typed({}), counts(40), 100)).toEqual([]));
  test('nothing for all of a few', () => expect(doubtsOf(typed({}), counts(4), 4)).toEqual([]));
  test('half of the alerts', () => expect(doubtsOf(typed({}), counts(50), 100)[0]).toContain('50 of the 100'));
  test.each(['.+', '.*', '(.+)'])('a pattern that everything fits: %s', (value) => {
    expect(doubtsOf(typed({ matchers: [{ name: 'alertname', op: '=~', value }] }), undefined, 0)).toHaveLength(1);
  });
  test('only what alerts are not', () => {
    expect(doubtsOf(typed({ matchers: [{ name: 'a', op: '!=', value: '' }, { name: 'b', op: '!=', value: 'x' }] }), undefined, 0)).toHaveLength(1);
  });
});
