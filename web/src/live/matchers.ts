import { hrefOf } from '@/app/url';
import { matcher, takeApart } from './conditions';
import type { Label } from './feed';

// A silence has matchers only: bare words and conditions behind an @ say something that it cannot.

export type MatchOp = '=' | '!=' | '=~' | '!~';

/** One matcher of a silence, as it is written down in a form. */
export interface MatcherDraft {
  name: string;
  op: MatchOp;
  value: string;
}

/** The conditions of a filter that can be matchers of a silence, and those that cannot. */
export function matchersOf(conditions: readonly string[]): { matchers: MatcherDraft[]; others: string[] } {
  const matchers: MatcherDraft[] = [];
  const others: string[] = [];
  for (const condition of conditions) {
    const parts = takeApart(condition);
    const isSpecial = condition.trimStart().startsWith('@');
    if (parts && !isSpecial && isMatchOp(parts.op)) matchers.push({ name: parts.name, op: parts.op, value: parts.value });
    else if (condition.trim() !== '') others.push(condition);
  }
  return { matchers, others };
}

function isMatchOp(op: string): op is MatchOp {
  return op === '=' || op === '!=' || op === '=~' || op === '!~';
}

/** A matcher as text. A name that begins with @ is quoted: it is a label here, not one of the filter's own words. */
export function textOf({ name, op, value }: MatcherDraft): string {
  return name.startsWith('@') ? `"${name}"${matcher('x', op, value).slice(1)}` : matcher(name, op, value);
}

/** The address of the form for a new silence, filled in with the conditions. */
export function silenceHref(conditions: readonly string[]): string {
  return hrefOf('silences', ['new'], { filter: [...conditions] });
}

/** The same, for exactly the alerts with these labels. */
export function silenceHrefOf(labels: readonly Label[]): string {
  return silenceHref(labels.map(([name, value]) => textOf({ name, op: '=', value })));
}

/** The address of the routes, asked where an alert with these labels goes. */
export function routingHref(labels: readonly Label[]): string {
  return hrefOf('routing', [], { label: labels.map(([name, value]) => textOf({ name, op: '=', value })) });
}
