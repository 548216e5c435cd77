import type { Mark } from '@/components/editor/Editor';
import { type Fault, faultsIn } from '@/components/editor/places';

/** What a new group begins with. */
export const template = `name: my-alerts
interval: 30s
rules:
- alert: InstanceDown
  expr: up == 0
  for: 5m
  labels:
    severity: warning
  annotations:
    summary: '{{ $labels.instance }} does not answer'
`;

/** What was in force when the editing began; version 0 for nothing. */
export interface Base {
  text: string;
  version: number;
}

/** The headers by which the server refuses to overwrite what somebody else wrote meanwhile. */
export function guardOf(base: Base, isOther: boolean): Record<string, string> {
  return base.version === 0 || isOther ? { 'If-None-Match': '*' } : { 'If-Match': `"${base.version}"` };
}

/** A rule file with nothing but the group, as a replay takes it. */
export function fileOf(group: string): string {
  const text = group.replace(/^\uFEFF/, '').replace(/^(\s*(#.*)?\n)*---[^\n]*\n/, '').replace(/\n\.\.\.\s*$/, '\n');
  return `groups:\n-\n${text.split('\n').map((line) => (line === '' ? line : `  ${line}`)).join('\n')}`;
}

/** Faults of a refusal and doubts of a dry run as marks in the text; what has no place is only listed. */
export function marksFor(faults: readonly Fault[], doubts: readonly Fault[]): Mark[] {
  return [...faults.map((one) => ({ ...one, isDoubt: false })), ...doubts.map((one) => ({ ...one, isDoubt: true }))]
    .filter((one) => one.line > 0);
}

/** The doubts of a dry run, each with its place. */
export function doubtsOf(doubts: readonly string[], namespace: string): Fault[] {
  return doubts.flatMap((one) => faultsIn(one.replaceAll('\n', ' '), namespace));
}
