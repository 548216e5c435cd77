import type { Text } from '@codemirror/state';

/** An expression inside a rule group: its text and where it begins. */
export interface Embedded {
  text: string;
  from: number;
}

const key = /^(\s*(?:- +)?(?:expr|resolve_expr): *)(.*)$/;

/** The expression of the rule group at a place, on the line of its key or in a block below; null where there is none. */
export function exprAt(doc: Text, place: number): Embedded | null {
  const line = doc.lineAt(place);
  const own = key.exec(line.text);
  if (own) {
    const quote = /^["']?/.exec(own[2]!)![0].length;
    const from = line.from + own[1]!.length + quote;
    const text = doc.sliceString(from, line.to);
    return place < from || /^[|>]/.test(text) ? null : { text: quote === 0 ? text : text.replace(/["']\s*$/, ''), from };
  }

  // Lines of a block are indented more than its key: up through whatever is indented less.
  let indent = indentOf(line.text);
  for (let number = line.number - 1; number > 0 && indent > 0; number--) {
    const above = doc.line(number).text;
    if (above.trim() === '' || indentOf(above) >= indent) continue;
    if (/^[|>]/.test(key.exec(above)?.[2] ?? '')) return blockBelow(doc, number);
    indent = indentOf(above);
  }
  return null;
}

function blockBelow(doc: Text, key: number): Embedded {
  const outer = indentOf(doc.line(key).text);
  let last = key;
  for (let number = key + 1; number <= doc.lines; number++) {
    const { text } = doc.line(number);
    if (text.trim() === '') continue;
    if (indentOf(text) <= outer) break;
    last = number;
  }
  const from = doc.line(key).to + 1;
  return { text: doc.sliceString(from, doc.line(last).to), from };
}

// What stands behind a dash is as far in as the keys below it.
const indentOf = (text: string) => /^\s*(?:- +)?/.exec(text)![0].length;
