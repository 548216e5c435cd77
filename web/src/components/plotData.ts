export interface Line {
  name: string;
  /** Unix seconds and values, in time order. */
  points: readonly (readonly [number, number])[];
  colour?: string;
}

/** The lines on one time axis, as the plot wants them: a gap where a line has no point. */
export function alignedData(lines: readonly Line[]): [number[], ...(number | null)[][]] {
  const times = [...new Set(lines.flatMap((line) => line.points.map((point) => point[0])))].sort((a, b) => a - b);
  const places = new Map(times.map((time, place) => [time, place]));
  const columns = lines.map((line) => {
    const column = new Array<number | null>(times.length).fill(null);
    for (const [time, value] of line.points) column[places.get(time)!] = Number.isFinite(value) ? value : null;
    return column;
  });
  return [times, ...columns];
}

const palette = ['#4dabf7', '#ff922b', '#69db7c', '#da77f2', '#ffd43b', '#ff8787', '#38d9a9', '#9775fa', '#a9e34b', '#f783ac'];

/** The colour of a line by its place. */
export function colourOf(place: number): string {
  return palette[place % palette.length]!;
}

/** From where to where the values reach, zero and the threshold among them. */
export function rangeOf(lines: readonly Line[], threshold?: number): { low: number; high: number } {
  let low = Math.min(threshold ?? 0, 0);
  let high = Math.max(threshold ?? 0, low + 1e-9);
  for (const line of lines) {
    for (const [, value] of line.points) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return { low, high };
}

/** The words below a time axis, in the reader's zone: the date where a day begins, else the time, as finely as the marks stand. */
export function timeLabels(seconds: readonly number[], step: number): string[] {
  let day = '';
  return seconds.map((second) => {
    const at = new Date(second * 1000);
    const date = at.toLocaleDateString(undefined, { day: 'numeric', month: 'short', ...(step >= 86_400 * 60 ? { year: 'numeric' } : {}) });
    const isNew = day !== '' && date !== day;
    day = date;
    if (step >= 86_400 || isNew) return date;
    return at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...(step < 60 ? { second: '2-digit' } : {}) });
  });
}

/** A sample of the query API as a point. */
export function pointOf(sample: readonly [number, string]): [number, number] {
  return [sample[0], Number(sample[1].replace('Inf', 'Infinity'))];
}
