/** A line of a difference: in both texts, only in the one before, or only in the one after. */
export interface DiffLine {
  kind: 'same' | 'gone' | 'new';
  text: string;
  /** Its number in the text before and in the one after, from 1; 0 where it is not. */
  before: number;
  after: number;
}

// Beyond so many pairs of differing lines what differs is shown as gone and new as a whole.
const pairsMax = 4_000_000;

/** By which lines two texts differ: as few as possible, those that are gone first. */
export function diffOf(before: string, after: string): DiffLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;

  const found: DiffLine[] = [];
  let i = 0;
  let j = 0;
  const same = () => found.push({ kind: 'same', text: a[i]!, before: ++i, after: ++j });
  const gone = () => found.push({ kind: 'gone', text: a[i]!, before: ++i, after: 0 });
  const added = () => found.push({ kind: 'new', text: b[j]!, before: 0, after: ++j });
  while (i < start) same();
  const rows = a.length - start - end;
  const columns = b.length - start - end;
  const lengths = rows * columns > pairsMax ? null : commonLengths(a.slice(start, start + rows), b.slice(start, start + columns));
  const isGoneFirst = (row: number, column: number) =>
    !lengths || at(lengths, columns, row + 1, column) >= at(lengths, columns, row, column + 1);
  while (i < start + rows || j < start + columns) {
    const [row, column] = [i - start, j - start];
    if (row < rows && column < columns && a[i] === b[j] && lengths) same();
    else if (row < rows && (column >= columns || isGoneFirst(row, column))) gone();
    else added();
  }
  while (i < a.length) same();
  return found;
}

/** Only what differs, with some lines around; `null` stands where lines are left out. */
export function shortened(lines: readonly DiffLine[], around = 3): (DiffLine | null)[] {
  const isNear = lines.map(() => false);
  lines.forEach((line, place) => {
    if (line.kind !== 'same') isNear.fill(true, Math.max(0, place - around), place + around + 1);
  });
  return lines.flatMap((line, place) => (isNear[place] ? [line] : isNear[place - 1] ? [null] : []));
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** How many lines are common to both from each pair of places on, as a table of one more row and column than there are lines. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      table[i * width + j] = a[i] === b[j]
        ? table[(i + 1) * width + j + 1]! + 1
        : Math.max(table[(i + 1) * width + j]!, table[i * width + j + 1]!);
    }
  }
  return table;
}

const at = (table: Uint32Array, columns: number, row: number, column: number) => table[row * (columns + 1) + column]!;
