import { type Label, valueOf } from './feed';

/** How bad an alert is, as the server sorts it, in the words that the styles know. */
export type Severity = 'critical' | 'error' | 'warning' | 'info' | 'none';

const words: [Severity, RegExp][] = [
  ['critical', /^(critical|crit|page|emergency|fatal|disaster|p0|p1|sev0|sev1|1)$/i],
  ['error', /^(error|major|high|p2|sev2|2)$/i],
  ['warning', /^(warning|warn|average|medium|p3|sev3|3)$/i],
  ['info', /^(info|information|notice|low|minor|p4|sev4|4)$/i],
];

export function severityOf(labels: readonly Label[]): Severity {
  const value = valueOf(labels, 'severity');
  return words.find(([, pattern]) => pattern.test(value))?.[0] ?? 'none';
}
