import type { QueryResult, RuleGroup } from '@/api/client';

/** One thing about Tocsin itself. */
export interface Finding {
  state: 'ok' | 'bad' | 'note';
  text: string;
}

/** The metrics that are asked for, all in one query. */
export const metrics = [
  'alertmanager_config_last_reload_successful',
  'tocsin_notify_outbox_open',
  'tocsin_router_queue_depth',
  'tocsin_journal_stored_bytes',
  'process_resident_memory_bytes',
  'prometheus_tsdb_head_series',
];

export const ownQuery = `{job="tocsin",__name__=~"${metrics.join('|')}"}`;

/** What its own metrics say, by name; the largest where there are several. */
export function valuesOf(result: QueryResult): Map<string, number> {
  const found = new Map<string, number>();
  if (result.resultType !== 'vector') return found;
  for (const series of result.result) {
    const name = series.metric['__name__'] ?? '';
    const value = Number(series.value?.[1]);
    if (!Number.isNaN(value)) found.set(name, Math.max(value, found.get(name) ?? value));
  }
  return found;
}

export function findingsOf(values: ReadonlyMap<string, number>): Finding[] {
  const findings: Finding[] = [];
  const say = (name: string, tell: (value: number) => Finding) => {
    const value = values.get(name);
    if (value !== undefined) findings.push(tell(value));
  };
  say('alertmanager_config_last_reload_successful', (value) => value === 1
    ? { state: 'ok', text: 'The last reload of the configuration worked.' }
    : { state: 'bad', text: 'The last reload of the configuration failed; the one before stays in force. The log says why.' });
  say('tocsin_notify_outbox_open', (value) => ({
    state: 'note', text: value === 0 ? 'No message waits.' : `${value.toLocaleString()} ${value === 1 ? 'message is' : 'messages are'} on the way.`,
  }));
  say('tocsin_router_queue_depth', (value) => value < 1000
    ? { state: 'ok', text: 'The router keeps up.' }
    : { state: 'bad', text: `${value.toLocaleString()} inputs wait for the router.` });
  say('process_resident_memory_bytes', (value) => ({ state: 'note', text: `${bytes(value)} of memory.` }));
  say('tocsin_journal_stored_bytes', (value) => ({ state: 'note', text: `${bytes(value)} of journal.` }));
  say('prometheus_tsdb_head_series', (value) => ({ state: 'note', text: `${value.toLocaleString()} series in memory.` }));
  return findings;
}

/** Rules that could not be evaluated the last time. */
export function rulesFinding(groups: readonly RuleGroup[]): Finding {
  const rules = groups.flatMap((group) => group.rules);
  if (rules.length === 0) return { state: 'note', text: 'It has no rules.' };
  const failing = rules.filter((rule) => rule.health === 'err');
  if (failing.length === 0) return { state: 'ok', text: `All ${rules.length.toLocaleString()} rules can be evaluated.` };
  const names = failing.slice(0, 3).map((rule) => rule.name).join(', ');
  const many = `${failing.length.toLocaleString()} of ${rules.length.toLocaleString()}`;
  return { state: 'bad', text: `${many} rules cannot be evaluated: ${names}${failing.length > 3 ? ' and others' : ''}.` };
}

/** Targets that could not be scraped the last time; the answer's data as they come. */
export function targetsFinding(data: unknown): Finding | undefined {
  const active = (data as { activeTargets?: { health?: string }[] } | undefined)?.activeTargets ?? [];
  if (active.length === 0) return undefined;
  const down = active.filter((target) => target.health === 'down').length;
  return down === 0
    ? { state: 'ok', text: `No target of ${active.length.toLocaleString()} is down.` }
    : { state: 'bad', text: `${down.toLocaleString()} of ${active.length.toLocaleString()} targets cannot be scraped.` };
}

export function bytes(count: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let place = 0;
  let left = count;
  while (left >= 1000 && place < units.length - 1) {
    left /= 1000;
    place += 1;
  }
  return `${left < 10 && place > 0 ? left.toFixed(1) : Math.round(left).toString()} ${units[place]}`;
}
