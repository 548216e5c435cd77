import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askEarly, takeEarly } from './early';

const query = { filter: ['a="b"'], group: ['@route'], sort: 'severity', limit: 60, offset: 0 };
const url = '/api/v2/stream?filter=a%3D%22b%22&group=%40route&sort=severity&limit=60&offset=0';
let asked: { url: string; signal: AbortSignal }[];

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', (to: string, init: RequestInit) => {
    asked.push({ url: to, signal: init.signal! });
    return Promise.resolve(new Response('x'));
  });
});
afterEach(() => vi.unstubAllGlobals());

test('what was asked for early is given once, and ends with who took it', async () => {
  askEarly(query);
  const attempt = new AbortController();
  expect(await (await takeEarly(url, attempt.signal))?.text()).toBe('x');
  expect(takeEarly(url, attempt.signal)).toBeUndefined();
  expect(asked.map((one) => one.url)).toEqual([url]);
  attempt.abort();
  expect(asked[0]?.signal.aborted).toBe(true);
});

test('what nobody wants is given up', () => {
  askEarly(query);
  expect(takeEarly('/another', new AbortController().signal)).toBeUndefined();
  expect(asked[0]?.signal.aborted).toBe(true);
});
