/** A span in at most two units, for a person: `42s`, `3m 20s`, `5h 12m`, `9d 4h`. */
export function spell(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const units: [string, number][] = [['d', 86_400], ['h', 3_600], ['m', 60], ['s', 1]];
  const first = units.findIndex(([, size]) => seconds >= size);
  const [name, size] = units[first]!;
  const second = units[first + 1];
  const rest = second ? Math.floor((seconds % size) / second[1]) : 0;
  return `${Math.floor(seconds / size)}${name}${second && rest > 0 ? ` ${rest}${second[0]}` : ''}`;
}

/** A span in one unit, for narrow columns: `42s`, `3m`, `5h`, `9d`. */
export function spellShort(ms: number): string {
  return spell(ms).split(' ')[0]!;
}
