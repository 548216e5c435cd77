import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { pages } from './pages';

test('each page has its folder and each folder its page: the server takes addresses from the folders', () => {
  const folders = readdirSync(fileURLToPath(new URL('../pages', import.meta.url)), { withFileTypes: true });
  expect(pages.map((page) => page.path).sort()).toEqual(folders.filter((one) => one.isDirectory()).map((one) => one.name).sort());
});

test('the pages stand in the order of the river', () => {
  const river = ['alerts', 'silences', 'routing', 'rules', 'overview'];
  const known = pages.map((page) => river.indexOf(page.path)).filter((place) => place >= 0);
  expect(known).toEqual([...known].sort((a, b) => a - b));
});
