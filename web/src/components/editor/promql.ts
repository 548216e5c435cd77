import { type Diagnostic, linter } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { type PrometheusClient, PromQLExtension } from '@prometheus-io/codemirror-promql';
import { headersOf } from '@/api/backend';
import { Failure, api } from '@/api/client';
import { diagnosticOf } from './marks';
import { placeOf } from './places';

const namesMax = 20_000;
const keepMs = 60_000;

/** PromQL: completion from this server, and its own verdict at the place where something is wrong. */
export function promql(backend = ''): Extension {
  // The package's own checks know another release's language than the server that evaluates.
  const language = new PromQLExtension().setComplete({ remote: serverClient(backend) }).activateLinter(false);
  return [language.asExtension(), linter((view) => verdictOn(view.state.doc), { delay: 400 })];
}

async function verdictOn(doc: Parameters<typeof diagnosticOf>[0]): Promise<Diagnostic[]> {
  const query = doc.toString();
  if (query.trim() === '') return [];
  try {
    await api('GET /api/v1/parse_query', { query: { query } });
    return [];
  } catch (wrong) {
    // Whether the server is there is not the expression's fault.
    if (!(wrong instanceof Failure) || wrong.status !== 400) return [];
    const { line, column, text } = placeOf(wrong.what);
    return [diagnosticOf(doc, { line, column, text, isDoubt: false })];
  }
}

/** What completion asks, by the dashboard's own client: below any prefix and behind its login. Nothing is an error here. */
export function serverClient(backend = ''): PrometheusClient {
  const kept = new Map<string, { at: number; answer: Promise<unknown> }>();
  const ask = <T>(key: string, request: () => Promise<T>, otherwise: T): Promise<T> => {
    const known = kept.get(key);
    if (known && Date.now() - known.at < keepMs) return known.answer as Promise<T>;
    const answer = request().catch(() => {
      kept.delete(key);
      return otherwise;
    });
    kept.set(key, { at: Date.now(), answer });
    return answer;
  };
  const headers = headersOf(backend);
  const limited = (metric = '') => ({ query: { ...matchOf(metric), limit: namesMax }, headers });
  const valuesOf = (name: string, metric = '') => ask(`value ${name} ${metric}`, async () => (
    await api('GET /api/v1/label/{name}/values', { path: { name }, ...limited(metric) })
  ).data, []);

  return {
    metricNames: () => valuesOf('__name__'),
    labelNames: (metric = '') => ask(`label ${metric}`, async () => (await api('GET /api/v1/labels', limited(metric))).data, []),
    labelValues: valuesOf,
    metricMetadata: () => ask('metadata', async () => (
      await api('GET /api/v1/metadata', { query: { limit: namesMax }, headers })
    ).data, {}),
    series: async () => [],
    flags: async () => ({}),
  };
}

function matchOf(metric: string): { 'match[]'?: string[] } {
  return metric === '' ? {} : { 'match[]': [`{__name__=${JSON.stringify(metric)}}`] };
}
