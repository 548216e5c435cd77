import { takeApart } from '@/live/conditions';
import type { Label } from '@/live/feed';

/**
 * Labels as people have them at hand: `team=db, severity="critical"`, the same in braces as Prometheus prints it, or a JSON
 * object. What cannot be read is told.
 */
export function labelsOf(text: string): { labels: Label[]; fault: string | undefined } {
  const trimmed = text.trim();
  if (trimmed.startsWith('{') && /^\{\s*("|\})/.test(trimmed)) {
    const found = fromJson(trimmed);
    if (found) return { labels: found, fault: undefined };
  }

  const inner = trimmed.startsWith('{') && trimmed.endsWith('}') ? trimmed.slice(1, -1) : trimmed;
  const labels: Label[] = [];
  for (const term of inner.match(/(?:[^\s,"]|"(?:[^"\\]|\\.)*"?)+/g) ?? []) {
    const parts = takeApart(term);
    if (!parts || parts.op !== '=' || parts.name === '') return { labels, fault: `${term} is no label: write it as team="db".` };
    if (labels.some(([name]) => name === parts.name)) return { labels, fault: `${parts.name} is there twice.` };
    labels.push([parts.name, parts.value]);
  }
  return { labels, fault: undefined };
}

function fromJson(text: string): Label[] | undefined {
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return entries.every(([, value]) => typeof value === 'string') ? (entries as [string, string][]) : undefined;
  } catch {
    return undefined;
  }
}
