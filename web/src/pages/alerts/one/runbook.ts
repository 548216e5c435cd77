import { safeHref } from '@/components/links';

/** What an alert's annotations say of what to do. */
export interface Runbook {
  /** Addresses that lead there, by the annotation's name. */
  links: [name: string, href: string][];
  /** Texts with Markdown, by the annotation's name. */
  texts: [name: string, text: string][];
  /** All other annotations, as they are. */
  others: [name: string, value: string][];
}

/** `runbook_url` and its like are links; `runbook` and what ends in `_md` or `_markdown` are texts that are laid out. */
export function runbookOf(annotations: Readonly<Record<string, string>>): Runbook {
  const found: Runbook = { links: [], texts: [], others: [] };
  for (const [name, value] of Object.entries(annotations)) {
    const href = /\s/.test(value.trim()) ? undefined : safeHref(value.trim());
    if (/(^|_)(runbook|playbook|dashboard)(_?(url|link))?$/i.test(name) && href !== undefined) found.links.push([name, href]);
    else if (/^(runbook|playbook)$|_?(md|markdown)$/i.test(name)) found.texts.push([name, value]);
    else found.others.push([name, value]);
  }
  return found;
}
