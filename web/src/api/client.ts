import { root } from '@/app/url';
import type { Operations } from './generated/api';

export type * from './generated/api';

export type Operation = keyof Operations;
type Of<Op extends Operation> = Operations[Op];
type Part<Name extends string, T> = keyof T extends never ? object : { [K in Name]: T };
type QueryPart<T> = Record<never, never> extends T ? { query?: T } : { query: T };

/** What a request needs: parts of the path, parameters, a body. */
export type Arguments<Op extends Operation> = Part<'path', Of<Op>['path']> &
  QueryPart<Of<Op>['query']> &
  (Of<Op>['body'] extends undefined ? object : { body: Of<Op>['body'] }) & { headers?: Record<string, string> };

export type AnswerOf<Op extends Operation> = Of<Op>['answer'];

/** A request that failed: what failed and what to do, in words for a person. */
export class Failure extends Error {
  constructor(
    readonly what: string,
    readonly advice: string,
    readonly status: number,
  ) {
    super(`${what} ${advice}`.trim());
    this.name = 'Failure';
  }
}

/** Sends one request of the published API and gives its answer; throws a `Failure` that can be shown. */
export async function api<Op extends Operation>(
  operation: Op,
  args: Arguments<Op>,
  signal?: AbortSignal,
): Promise<AnswerOf<Op>> {
  const [method = 'GET'] = operation.split(' ', 1);
  const given = args as { body?: unknown; headers?: Record<string, string> };
  const init: RequestInit = { method, headers: { Accept: 'application/json', ...given.headers } };
  if (signal) init.signal = signal;
  if (given.body !== undefined) {
    const isText = typeof given.body === 'string';
    init.body = isText ? (given.body as string) : JSON.stringify(given.body);
    init.headers = { 'Content-Type': isText ? 'application/yaml' : 'application/json', ...init.headers };
  }

  let response: Response;
  try {
    response = await fetch(urlOf(operation, args), init);
  } catch (wrong) {
    if (signal?.aborted) throw wrong;
    throw new Failure('Tocsin cannot be reached.', 'It may be restarting, or the network is down. Try again.', 0);
  }

  const text = await response.text();
  if (!response.ok) throw failureOf(response.status, text);
  return answerOf(response.headers.get('Content-Type') ?? '', text) as AnswerOf<Op>;
}

/** The answer in a text. Of lines of JSON it is the last one: those before only tell how far it is. */
export function answerOf(type: string, text: string): unknown {
  if (text === '') return text;
  if (!type.includes('x-ndjson')) return type.includes('json') ? JSON.parse(text) : text;
  const last = text.trimEnd().split('\n').at(-1) ?? '';
  const answer = JSON.parse(last) as { status?: string };
  if (answer.status !== 'success') throw failureOf(500, last);
  return answer;
}

/** The address of an operation, below the dashboard's own root. */
export function urlOf<Op extends Operation>(operation: Op, args: Arguments<Op>): string {
  const given = args as { path?: Record<string, string>; query?: Record<string, unknown> };
  const path = operation
    .slice(operation.indexOf(' ') + 2)
    .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given.path?.[name] ?? '')));
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(given.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) params.append(name, String(one));
    }
  }
  const text = params.toString();
  return root + path + (text === '' ? '' : `?${text}`);
}

/** Reads what the server says is wrong, in any of the shapes that it has for that. */
export function failureOf(status: number, text: string): Failure {
  let said = text.trim();
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'string') said = body;
    else if (body && typeof body === 'object') {
      const fields = body as { message?: unknown; error?: unknown };
      said = String(fields.message ?? fields.error ?? said);
    }
  } catch {
    // A plain text is shown as it is.
  }

  const what = said === '' ? `Tocsin answered with status ${status}.` : said;
  const advice =
    status === 401 ? 'Log in again.'
    : status === 429 || status === 503 ? 'Try again in a moment.'
    : status >= 500 ? 'This is a fault of the server; its log says more.'
    : '';
  return new Failure(what, advice, status);
}
