import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deny, matcher, takeApart, tidy, withCondition } from './conditions';

test('a matcher is taken apart into what it was made of, whatever its value', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('=', '!=', '=~', '!~'), (value, op) => {
      expect(takeApart(matcher('severity', op, value))).toEqual({ name: 'severity', op, value });
    }),
  );
});

test('a name that is no plain one is quoted', () => {
  expect(matcher('service.name', '=', 'x')).toBe('"service.name"="x"');
  expect(takeApart('"service.name"="x"')).toEqual({ name: 'service.name', op: '=', value: 'x' });
});

test('what is typed gets its quotes', () => {
  expect(tidy(' severity = critical ')).toBe('severity="critical"');
  expect(tidy('@age > 1h')).toBe('@age>1h');
  expect(tidy(' disk full ')).toBe('disk full');
  expect(takeApart('disk full')).toBeNull();
});

test('denied twice it is the same', () => {
  expect(deny('a="b"')).toBe('a!="b"');
  expect(deny(deny('a=~"b|c"'))).toBe('a=~"b|c"');
  expect(deny('word')).toBe('word');
  expect([deny('@age>1h'), deny('@age>=1h'), deny('@age<=2d')]).toEqual(['@age<1h', '@age<1h', '@age>2d']);
});

test('a condition makes its denial go, and is there once', () => {
  expect(withCondition(['a="b"', 'c="d"'], 'a!="b"')).toEqual(['c="d"', 'a!="b"']);
  expect(withCondition(['word'], 'word')).toEqual(['word']);
});
