import type { Rule, RuleGroup } from '@/api/client';
import { hrefOf, setParams } from '@/app/url';
import { matcher } from '@/live/conditions';

// The addresses of a rule, and of what leads on from it.

export const openRule = (group: RuleGroup, rule: Rule) =>
  setParams({ file: group.file, group: group.name, rule: rule.name }, {});

export const closeRule = () => setParams({ file: null, group: null, rule: null }, {});

/** The expression, asked where the group asks. */
export const queryHref = (group: RuleGroup, expr: string) => hrefOf('query', [], { expr, backend: group.backend });

export const editHref = (namespace: string, group: string) => hrefOf('rules', ['edit'], { namespace, group });

/** The live alerts of a rule, by its name and those labels that are no templates. */
export function alertsHref(rule: Rule): string {
  const fixed = Object.entries(rule.labels ?? {}).filter(([, value]) => !value.includes('{{'));
  const labels = [['alertname', rule.name] as const, ...fixed];
  return hrefOf('alerts', [], { filter: labels.map(([name, value]) => matcher(name, '=', value)) });
}
