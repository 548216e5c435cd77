import type { ComponentType } from 'react';
import { expect, test } from 'vitest';
import { atOnce, later } from './later';

const Page: ComponentType = () => null;

test('what was fetched ahead is drawn without waiting, and asked for once', async () => {
  let asked = 0;
  const part = later(() => (asked++, Promise.resolve({ default: Page })));
  expect(part.view()).not.toBe(Page);
  await Promise.all([part.fetch(), part.fetch()]);
  expect(part.view()).toBe(Page);
  expect(asked).toBe(1);
});

test('what fails ahead is tried again', async () => {
  let asked = 0;
  const part = later(() => (asked++ === 0 ? Promise.reject(new Error('no network')) : Promise.resolve({ default: Page })));
  await part.fetch();
  expect(part.view()).not.toBe(Page);
  await part.fetch();
  expect(part.view()).toBe(Page);
});

test('what is there from the beginning is there', () => expect(atOnce(Page).view()).toBe(Page));
