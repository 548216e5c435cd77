import { urlOf } from '@/api/client';
import type { StreamQuery } from './AlertStream';

interface Early {
  url: string;
  response: Promise<Response>;
  abort: AbortController;
}

let early: Early | undefined;

export const streamHeaders = { Accept: 'text/event-stream' };

/** Asks for the alerts that the first page will want, before there is a page: the answer comes while the page is made. */
export function askEarly(query: StreamQuery): void {
  const abort = new AbortController();
  const url = urlOf('GET /api/v2/stream', { query });
  const response = fetch(url, { headers: streamHeaders, signal: abort.signal, cache: 'no-store' });
  // Whoever takes it learns why it failed.
  response.catch(() => undefined);
  early = { url, response, abort };
}

/** The answer that was asked for early, once and if it is the one that is wanted; it ends with the signal. */
export function takeEarly(url: string, signal: AbortSignal): Promise<Response> | undefined {
  const found = early;
  early = undefined;
  if (found === undefined || found.url !== url) {
    found?.abort.abort();
    return undefined;
  }
  signal.addEventListener('abort', () => found.abort.abort(), { once: true });
  return found.response;
}
