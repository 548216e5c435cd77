/** How tiles are laid out on a screen that nobody scrolls. */
export interface Fit {
  /** The size of letters, in pixels. */
  unit: number;
  columns: number;
  rows: number;
}

// In letters: what a tile needs, and the room between two.
export const tileWidth = 21;
export const tileHeight = 7.4;
export const gap = 0.6;

// The fewer there are, the larger they are.
const scales = [3, 2.5, 2, 1.7, 1.4, 1.2, 1];

/** The largest letters with which all tiles fit at once; if they do not even with the smallest, pages of those. */
export function fitOf(count: number, width: number, height: number): Fit {
  const base = Math.max(12, Math.min(width / 72, height / 38));
  let fit: Fit = { unit: base, columns: 1, rows: 1 };
  for (const scale of scales) {
    const unit = base * scale;
    const columns = Math.max(1, Math.floor((width / unit + gap) / (tileWidth + gap)));
    const rows = Math.max(1, Math.floor((height / unit + gap) / (tileHeight + gap)));
    fit = { unit, columns, rows };
    if (columns * rows >= count) {
      // What is left of the screen is theirs.
      const wanted = Math.min(columns, Math.max(1, count));
      return { unit, columns: wanted, rows: Math.max(1, Math.ceil(count / wanted)) };
    }
  }
  return fit;
}

/** The tiles of one page; pages go round. */
export function pageOf<T>(tiles: readonly T[], perPage: number, step: number): { shown: readonly T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(tiles.length / perPage));
  const page = ((step % pages) + pages) % pages;
  return { shown: tiles.slice(page * perPage, (page + 1) * perPage), page, pages };
}
