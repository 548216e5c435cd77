const units: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

/** A span as PromQL writes it, such as `1h30m`, in seconds; undefined if it is none. */
export function secondsOf(text: string): number | undefined {
  const compact = text.replaceAll(' ', '');
  if (!/^(\d+(ms|[smhdwy]))+$/.test(compact)) return undefined;
  let sum = 0;
  for (const [, count, unit] of compact.matchAll(/(\d+)(ms|[smhdwy])/g)) sum += Number(count) * (unit === 'ms' ? 0.001 : units[unit!]!);
  return sum > 0 ? sum : undefined;
}

/** Seconds as PromQL writes them: `1h30m`. */
export function spanOf(seconds: number): string {
  let rest = Math.max(1, Math.round(seconds));
  let text = '';
  for (const [unit, size] of Object.entries(units).filter(([name]) => name !== 'y' && name !== 'w').reverse()) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];
const pointsWanted = 300;

/** The step with which a span has some 300 points, of those that are easy to read. */
export function stepFor(seconds: number): number {
  return steps.find((step) => step * pointsWanted >= seconds) ?? Math.ceil(seconds / pointsWanted / 86_400) * 86_400;
}

export const spans = ['5m', '15m', '1h', '6h', '12h', '1d', '2d', '1w', '2w', '4w'];

/** The next longer or shorter one of the usual spans. */
export function neighbour(seconds: number, by: 1 | -1): string {
  const all = spans.map((text) => secondsOf(text)!);
  const place = by > 0 ? all.findIndex((one) => one > seconds) : all.findLastIndex((one) => one < seconds);
  return spans[place] ?? spanOf(seconds);
}
