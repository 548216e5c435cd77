import type { Rule, RuleGroup } from '@/api/client';

/** A rule amid its group. */
export interface Line {
  rule: Rule;
  group: RuleGroup;
  /** Selectors of it that match no series of the store. */
  unmatched: readonly string[];
  /** Seconds of work in each second, by its last evaluation. */
  cost: number;
  /** What a search looks at, in small letters. */
  text: string;
}

/** What can be asked for; a rule may be several of them. */
export const kinds = ['firing', 'pending', 'inactive', 'unhealthy', 'unmatched', 'recording'] as const;
export type Kind = (typeof kinds)[number];

export const kindTitles: Record<Kind, string> = {
  firing: 'firing',
  pending: 'pending',
  inactive: 'inactive',
  unhealthy: 'unhealthy',
  unmatched: 'match nothing',
  recording: 'recording',
};

export const sorts = { group: 'By group', state: 'Firing first', cost: 'Dearest first' } as const;
export type Sort = keyof typeof sorts;

export function kindsOf({ rule, unmatched }: Line): Kind[] {
  const found: Kind[] = rule.type === 'recording' ? ['recording'] : rule.state && rule.state !== 'unknown' ? [rule.state] : [];
  if (rule.health === 'err') found.push('unhealthy');
  if (unmatched.length > 0) found.push('unmatched');
  return found;
}

/** All rules in the order of their groups. `silent` are the groups as they are told with `never_matched`. */
export function linesOf(groups: readonly RuleGroup[], silent: readonly RuleGroup[]): Line[] {
  const unmatched = new Map(
    silent.flatMap((group) => group.rules.map((rule) => [keyOf(group, rule), rule.unmatchedSelectors ?? []])),
  );
  return groups.flatMap((group) => group.rules.map((rule) => ({
    rule,
    group,
    unmatched: unmatched.get(keyOf(group, rule)) ?? [],
    cost: group.interval > 0 ? rule.evaluationTime / group.interval : 0,
    text: textOf(group, rule),
  })));
}

function textOf(group: RuleGroup, rule: Rule): string {
  const labels = Object.entries(rule.labels ?? {}).map(([name, value]) => `${name}=${value}`);
  return [rule.name, rule.query, group.name, group.file, rule.lastError ?? '', ...labels].join('\n').toLowerCase();
}

/** What is the same of two answers about one rule. */
function keyOf(group: RuleGroup, rule: Rule): string {
  return JSON.stringify([group.file, group.name, rule.name, rule.query, rule.labels ?? {}]);
}

/** Whether a rule has all words in its names, expression, labels or fault, and is of one of the kinds, if any are asked. */
export function searchOf(text: string, wanted: readonly Kind[]): (line: Line) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return (line) => {
    if (wanted.length > 0 && !kindsOf(line).some((kind) => wanted.includes(kind))) return false;
    return words.every((word) => line.text.includes(word));
  };
}

const urgency: Record<string, number> = { firing: 0, pending: 1 };

export function sorted(lines: readonly Line[], sort: Sort): Line[] {
  const urge = (line: Line) => (line.rule.health === 'err' ? 0.5 : (urgency[line.rule.state ?? ''] ?? 2));
  if (sort === 'cost') return [...lines].sort((a, b) => b.cost - a.cost);
  return sort === 'state' ? [...lines].sort((a, b) => urge(a) - urge(b)) : [...lines];
}

/** Neighbours of one group together; sorted otherwise than by group all stand together. */
export function sectionsOf(lines: readonly Line[], sort: Sort): { group: RuleGroup | null; lines: Line[] }[] {
  if (sort !== 'group') return lines.length === 0 ? [] : [{ group: null, lines: [...lines] }];
  const sections: { group: RuleGroup; lines: Line[] }[] = [];
  for (const line of lines) {
    if (sections.at(-1)?.group !== line.group) sections.push({ group: line.group, lines: [] });
    sections.at(-1)!.lines.push(line);
  }
  return sections;
}

/** A span of seconds as a machine takes it: `48 µs`, `0.4 ms`, `12 ms`, `1.3 s`. */
export function took(seconds: number): string {
  const ms = seconds * 1000;
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms > 0 && ms < 0.1) return `${Math.ceil(ms * 1000)} µs`;
  return `${ms >= 10 || ms === 0 ? ms.toFixed(0) : ms.toFixed(1)} ms`;
}

/** A share in percent, with two digits that say something. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0) return '0%';
  return value < 0.01 ? '<0.01%' : `${value >= 10 ? value.toFixed(0) : value.toPrecision(2)}%`;
}

/** An instant in milliseconds; undefined for never, which the server tells as the year 1. */
export function timeOf(iso: string): number | undefined {
  const at = Date.parse(iso);
  return Number.isNaN(at) || at <= 0 ? undefined : at;
}
