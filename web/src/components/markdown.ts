// A small part of Markdown, for texts of somebody else: what comes out is a tree of texts, never markup. What is not known
// stays as it was written.

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong'; text: string }
  | { kind: 'em'; text: string }
  | { kind: 'link'; text: string; address: string };

export type Block =
  | { kind: 'heading'; level: number; text: Inline[] }
  | { kind: 'paragraph' | 'quote'; text: Inline[] }
  | { kind: 'list'; isOrdered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string };

/** How much is read; a longer text is shown up to there. */
export const lengthMax = 50_000;

export function blocksOf(source: string): Block[] {
  const lines = source.slice(0, lengthMax).replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    const fence = /^\s{0,3}(```+|~~~+)/.exec(line)?.[1];
    if (line.trim() === '') {
      at += 1;
    } else if (fence !== undefined) {
      const end = lines.findIndex((one, place) => place > at && one.trim() === fence);
      const last = end < 0 ? lines.length : end;
      blocks.push({ kind: 'code', text: lines.slice(at + 1, last).join('\n') });
      at = last + 1;
    } else if (/^#{1,6}\s/.test(line)) {
      const level = line.indexOf(' ') < 0 ? 1 : /^#+/.exec(line)![0].length;
      blocks.push({ kind: 'heading', level, text: inlineOf(line.slice(level).replace(/\s#+\s*$/, '').trim()) });
      at += 1;
    } else if (itemOf(line)) {
      at = list(lines, at, blocks);
    } else {
      at = paragraph(lines, at, blocks);
    }
  }
  return blocks;
}

function itemOf(line: string): { isOrdered: boolean; text: string } | undefined {
  const found = /^\s*(?:[-*+]|(\d{1,6})[.)])\s+(.*)$/.exec(line);
  return found ? { isOrdered: found[1] !== undefined, text: found[2]! } : undefined;
}

// Items of all depths in one list; a line that is indented goes on with the item before.
function list(lines: readonly string[], from: number, blocks: Block[]): number {
  const isOrdered = itemOf(lines[from]!)!.isOrdered;
  const items: string[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const item = itemOf(lines[at]!);
    if (item && (item.isOrdered === isOrdered || /^\s/.test(lines[at]!))) items.push(item.text);
    else if (!item && /^\s+\S/.test(lines[at]!)) items[items.length - 1] += ` ${lines[at]!.trim()}`;
    else break;
  }
  blocks.push({ kind: 'list', isOrdered, items: items.map(inlineOf) });
  return at;
}

function paragraph(lines: readonly string[], from: number, blocks: Block[]): number {
  const isQuote = lines[from]!.startsWith('>');
  const texts: string[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const ends = line.trim() === '' || line.startsWith('>') !== isQuote || /^#{1,6}\s|^\s{0,3}(```|~~~)/.test(line) || itemOf(line);
    if (at > from && ends) break;
    texts.push(isQuote ? line.replace(/^>\s?/, '') : line.trim());
  }
  blocks.push({ kind: isQuote ? 'quote' : 'paragraph', text: inlineOf(texts.join('\n')) });
  return at;
}

// Each part is bounded, so that a text of opening signs costs no more than its length.
const marks = new RegExp([
  /`([^`\n]{1,1000})`/,
  /\*\*([^*\n]{1,1000})\*\*/,
  /(?<![\w*])[*_]([^*_\n]{1,1000})[*_](?![\w*])/,
  /\[([^\]\n]{1,500})\]\(([^()\s]{1,2000}(?:\([^()\s]{0,200}\))?[^()\s]{0,200})\)/,
].map((one) => one.source).join('|'), 'g');

export function inlineOf(text: string): Inline[] {
  const found: Inline[] = [];
  let done = 0;
  for (const match of text.matchAll(marks)) {
    if (match.index > done) found.push({ kind: 'text', text: text.slice(done, match.index) });
    const [whole, code, strong, em, title, address] = match;
    if (code !== undefined) found.push({ kind: 'code', text: code });
    else if (strong !== undefined) found.push({ kind: 'strong', text: strong });
    else if (em !== undefined) found.push({ kind: 'em', text: em });
    else found.push({ kind: 'link', text: title!, address: address! });
    done = match.index + whole.length;
  }
  if (done < text.length) found.push({ kind: 'text', text: text.slice(done) });
  return found;
}
