export interface Piece {
  text: string;
  href?: string;
}

/** Cuts a text into plain pieces and links. Only http, https and mailto become links, whatever else an address could be. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(/(?:https?:\/\/|mailto:)[^\s<>"'`\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gi)) {
    // What ends a sentence does not belong to the address, nor does a bracket that was not opened in it.
    let address = match[0].replace(/[.,;:!?]+$/, '');
    while (address.endsWith(')') && !address.includes('(')) address = address.slice(0, -1);
    const href = safeHref(address);
    if (href === undefined) continue;
    if (match.index > done) found.push({ text: text.slice(done, match.index) });
    found.push({ text: address, href });
    done = match.index + address.length;
  }
  if (done < text.length) found.push({ text: text.slice(done) });
  return found;
}

/** The address if it may be a link: http, https or mailto, and well-formed. */
export function safeHref(address: string): string | undefined {
  try {
    const url = new URL(address);
    return ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}
