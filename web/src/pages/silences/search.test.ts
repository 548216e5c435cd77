import { expect, test } from 'vitest';
import type { Silence } from '@/api/client';
import { matcherTexts, searchOf, sorted } from './search';

const now = Date.parse('2026-03-01T12:00:00Z');
const silence = (id: string, part: Partial<Silence> = {}): Silence => ({
  id, comment: 'swap the disk', createdBy: 'ann', startsAt: '2026-03-01T10:00:00Z', endsAt: '2026-03-01T14:00:00Z',
  updatedAt: '2026-03-01T10:00:00Z', status: { state: 'active' },
  matchers: [{ name: 'team', value: 'db', isRegex: false, isEqual: true }], ...part,
});
const found = (text: string, one = silence('a')) => searchOf(text, now)(one);

test.each([
  ['', true], ['DISK', true], ['swap ann', true], ['"swap the"', true], ['tape', false], ['by:an', true], ['by:bob', false],
  ['team="db"', true], ['team=d', true], ['team!=db', false], ['team=web', false], ['age>1h', true], ['age<1h', false], ['age>x', true],
  ['age>1h by:bob', false], ['"unclosed', false],
])('%s finds it: %s', (text, expected) => expect(found(text)).toBe(expected));

test('every set of matchers is searched and shown', () => {
  const one = silence('a', { matcherSets: [[{ name: 'a', value: '1', isRegex: false, isEqual: true }], [{ name: '@b', value: '2', isRegex: true, isEqual: false }]] });
  expect(matcherTexts(one)).toEqual(['a="1"', '"@b"!~"2"']);
  expect(found('a=1', one)).toBe(true);
});

test('active ones stand first by their end, those that are over last, the latest first', () => {
  const all = [
    silence('old', { status: { state: 'expired' }, endsAt: '2026-01-01T00:00:00Z' }),
    silence('over', { status: { state: 'expired' }, endsAt: '2026-02-01T00:00:00Z' }),
    silence('late', { endsAt: '2026-03-02T00:00:00Z' }),
    silence('soon', { endsAt: '2026-03-01T13:00:00Z' }),
    silence('coming', { status: { state: 'pending' } }),
  ];
  expect(sorted(all, 'ends').map((one) => one.id)).toEqual(['soon', 'late', 'coming', 'over', 'old']);
});
