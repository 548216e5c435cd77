// The filter's conditions are texts, as the server reads them: matchers, `@name op value`, or bare words.

/** A matcher as text, for a chip or the address. */
export function matcher(name: string, op: string, value: string): string {
  const plain = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) || name.startsWith('@');
  return `${plain ? name : quote(name)}${op}${quote(value)}`;
}

export function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

export interface Condition {
  name: string;
  op: string;
  value: string;
}

/** Takes a condition apart; null for a bare word. */
export function takeApart(text: string): Condition | null {
  const found = /^\s*("(?:[^"\\]|\\.)*"|[^=!<>~"\s]+)\s*(=~|!~|!=|>=|<=|=|>|<)\s*([\s\S]*?)\s*$/.exec(text);
  if (!found) return null;
  const [, name = '', op = '', value = ''] = found;
  return { name: unquote(name), op, value: unquote(value) };
}

function unquote(text: string): string {
  if (!/^"(?:[^"\\]|\\.)*"$/.test(text)) return text;
  return text.slice(1, -1).replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
}

/** The same condition, denied; a bare word cannot be. */
export function deny(text: string): string {
  const parts = takeApart(text);
  const other: Record<string, string> = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~', '>': '<', '<': '>', '>=': '<', '<=': '>' };
  const op = parts ? other[parts.op] : undefined;
  if (!parts || !op) return text;
  return parts.name === '@age' ? `@age${op}${parts.value}` : matcher(parts.name, op, parts.value);
}

/** Adds a condition unless it is there; its denial makes place for it. */
export function withCondition(conditions: readonly string[], added: string): string[] {
  const denied = deny(added);
  return [...conditions.filter((one) => one !== added && (denied === added || one !== denied)), added];
}

/** What somebody typed, as a condition: quotes are put around the value of a matcher. */
export function tidy(typed: string): string {
  const parts = takeApart(typed);
  if (!parts) return typed.trim();
  if (parts.name === '@age') return `@age${parts.op}${parts.value}`;
  return matcher(parts.name, parts.op, parts.value);
}
