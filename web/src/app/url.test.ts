import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hrefOf, placeOf } from './url';

test('an address that was made is read back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 })), fc.array(fc.string({ minLength: 1 })), (rest, filter) => {
      const href = hrefOf('alerts', rest.filter((part) => part !== '.' && part !== '..'), { filter });
      const [path = '', query = ''] = href.split('?');
      const place = placeOf(path, query, '/');
      expect(place.page).toBe('alerts');
      expect(place.rest).toEqual(rest.filter((part) => part !== '.' && part !== '..'));
      expect(place.params.getAll('filter')).toEqual(filter);
    }),
  );
});

test('what is below a prefix is read below it', () => {
  expect(placeOf('/ops/tocsin/alerts/x', '', '/ops/tocsin/')).toMatchObject({ page: 'alerts', rest: ['x'] });
  expect(placeOf('/ops/tocsin/', '', '/ops/tocsin/').page).toBe('');
});

test('a broken escape is taken as it stands', () => {
  expect(placeOf('/alerts/%zz', '', '/').rest).toEqual(['%zz']);
});
