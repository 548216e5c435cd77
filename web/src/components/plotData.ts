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

/** A sample of the query API as a point. */
export function pointOf(sample: readonly [number, string]): [number, number] {
  return [sample[0], Number(sample[1].replace('Inf', 'Infinity'))];
}
