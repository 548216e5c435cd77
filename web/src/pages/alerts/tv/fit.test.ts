import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitOf, gap, pageOf, tileHeight, tileWidth } from './fit';

const sizes = fc.record({
  count: fc.integer({ min: 0, max: 500 }), width: fc.integer({ min: 400, max: 4000 }), height: fc.integer({ min: 300, max: 2200 }),
});

test('tiles never need more room than there is', () => {
  fc.assert(
    fc.property(sizes, ({ count, width, height }) => {
      const { unit, columns, rows } = fitOf(count, width, height);
      if (columns > 1) expect(unit * (columns * (tileWidth + gap) - gap)).toBeLessThanOrEqual(width + 1e-6);
      if (rows > 1) expect(unit * (rows * (tileHeight + gap) - gap)).toBeLessThanOrEqual(height + 1e-6);
    }),
  );
});

test('the fewer there are, the larger they are, and a large screen has large letters', () => {
  const unit = (count: number, width = 1920, height = 980) => fitOf(count, width, height).unit;
  expect(unit(1)).toBeGreaterThan(unit(8));
  expect(unit(8)).toBeGreaterThanOrEqual(unit(100));
  expect(unit(100)).toBeGreaterThanOrEqual(24);
  expect(unit(100, 3840, 1960)).toBeCloseTo(2 * unit(100), 0);
});

test('every tile is on one page, in order, and pages go round', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 20 }), fc.integer(), (count, perPage, step) => {
      const tiles = Array.from({ length: count }, (_, place) => place);
      const { pages } = pageOf(tiles, perPage, 0);
      expect(Array.from({ length: pages }, (_, page) => pageOf(tiles, perPage, page).shown).flat()).toEqual(tiles);
      expect(pageOf(tiles, perPage, step + pages)).toEqual(pageOf(tiles, perPage, step));
    }),
  );
});
