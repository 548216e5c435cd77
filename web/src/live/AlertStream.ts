import { type Failure, type Operations, type StreamDelta, type StreamSnapshot, failureOf, urlOf } from '@/api/client';
import { setConnection } from '@/app/connection';
import { setServerNow } from '@/components/clock';
import { streamHeaders, takeEarly } from './early';
import { type Feed, advance, begin } from './feed';
import { eventReader } from './sse';

export type StreamQuery = Operations['GET /api/v2/stream']['query'];

/** What is known at the moment. `feed` is of the query before while the first answer of a new one is awaited. */
export interface StreamView {
  feed: Feed | null;
  /** The feed answers the query at hand. */
  isCurrent: boolean;
  /** The server refuses the query, as a bad filter; nothing is tried again until it changes. */
  refused: Failure | null;
}

const silenceMax = 15_000;
const waitMin = 500;
const waitMax = 5_000;

/**
 * The live alerts of one query at a time: opens the stream, takes it up again where it broke, and tells when it is not live.
 * What it knows is kept until there is something newer, so that nothing blinks.
 */
export class AlertStream {
  private view: StreamView = { feed: null, isCurrent: false, refused: null };
  private readonly listeners = new Set<() => void>();
  private key = '';
  private lastEventId = '';
  private heardAt = 0;
  private wait = waitMin;
  private running: AbortController | null = null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): StreamView => this.view;

  /** Shows a query from now on. */
  open(query: StreamQuery): void {
    const url = urlOf('GET /api/v2/stream', { query });
    if (url === this.key && this.running !== null) return;
    this.key = url;
    this.lastEventId = '';
    this.wait = waitMin;
    this.running?.abort();
    this.running = new AbortController();
    this.set({ ...this.view, isCurrent: false, refused: null });
    void this.run(url, this.running.signal);
  }

  close(): void {
    this.running?.abort();
    this.running = null;
    this.key = '';
    setConnection({ state: 'idle', heardAt: this.heardAt, reason: '' });
  }

  private async run(url: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let reason = 'The connection ended.';
      try {
        const refused = await this.read(url, signal);
        if (signal.aborted) return;
        if (refused && refused.status >= 400 && refused.status < 500 && refused.status !== 429) {
          setConnection({ state: 'idle', heardAt: this.heardAt, reason: '' });
          this.set({ ...this.view, refused });
          return;
        }
        if (refused) reason = refused.what;
      } catch {
        if (signal.aborted) return;
        reason = 'Tocsin cannot be reached.';
      }
      setConnection({ state: 'lost', heardAt: this.heardAt, reason });
      await pause(this.wait * (0.75 + Math.random() / 2), signal);
      this.wait = Math.min(this.wait * 2, waitMax);
    }
  }

  // Until the stream ends; what the server said if it refused.
  private async read(url: string, signal: AbortSignal): Promise<Failure | null> {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener('abort', stop, { once: true });
    let timer = setTimeout(stop, silenceMax);
    try {
      const headers: Record<string, string> = { ...streamHeaders };
      if (this.lastEventId !== '') headers['Last-Event-ID'] = this.lastEventId;
      const early = takeEarly(url, attempt.signal);
      const response = await (early ?? fetch(url, { headers, signal: attempt.signal, cache: 'no-store' }));
      if (!response.ok || response.body === null) return failureOf(response.status, await response.text());
      const next = eventReader();
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return null;
        clearTimeout(timer);
        timer = setTimeout(stop, silenceMax);
        for (const event of next(decoder.decode(value, { stream: true }))) this.take(event.id, event.event, event.data);
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  private take(id: string, event: string, data: string): void {
    const body = JSON.parse(data) as { at: number };
    this.lastEventId = id;
    this.heardAt = Date.now();
    this.wait = waitMin;
    setServerNow(body.at);
    setConnection({ state: 'live', heardAt: this.heardAt, reason: '' });
    if (event === 'snapshot') {
      this.set({ feed: begin(body as StreamSnapshot, this.view.feed), isCurrent: true, refused: null });
    } else if (event === 'delta' && this.view.feed !== null) {
      const delta = body as StreamDelta;
      if (delta.revision !== this.view.feed.revision + 1) {
        // Never seen; from the beginning rather than wrong.
        this.lastEventId = '';
        throw new Error('an event is missing');
      }
      this.set({ feed: advance(this.view.feed, delta), isCurrent: true, refused: null });
    }
  }

  private set(view: StreamView): void {
    this.view = view;
    for (const listener of this.listeners) listener();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), done()), { once: true });
  });
}
