import { type Feed, valueOf } from '@/live/feed';
import { type Severity, severityOf } from '@/live/severity';

/** How many alerts of a team and a severity fire, and how many are held back. */
export interface Cell {
  active: number;
  held: number;
}

export interface Row {
  team: string;
  /** By the severity's label. */
  cells: ReadonlyMap<string, Cell>;
  sum: Cell;
}

export interface Matrix {
  /** The severities' labels, the worst first; the empty one for alerts without. */
  severities: string[];
  /** The teams, the one with the worst alerts first; the empty one for alerts of nobody. */
  rows: Row[];
}

const order: readonly Severity[] = ['critical', 'error', 'warning', 'info', 'none'];
const place = (severity: string) => order.indexOf(severityOf([['severity', severity]]));

/** Puts the groups of a stream, which are by team and severity, into a table. */
export function matrixOf(feed: Feed): Matrix {
  const teams = new Map<string, Map<string, Cell>>();
  const severities = new Set<string>();
  for (const group of feed.groups) {
    const [team, severity] = [valueOf(group.labels, 'team'), valueOf(group.labels, 'severity')];
    severities.add(severity);
    const cells = teams.get(team) ?? new Map<string, Cell>();
    teams.set(team, cells);
    cells.set(severity, { active: group.counts.active, held: group.counts.alerts - group.counts.active });
  }

  const columns = [...severities].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
  const rows = [...teams].map(([team, cells]) => ({ team, cells, sum: sumOf(cells.values()) }));
  rows.sort((a, b) => {
    for (const severity of columns) {
      const more = (b.cells.get(severity)?.active ?? 0) - (a.cells.get(severity)?.active ?? 0);
      if (more !== 0) return more;
    }
    return a.team.localeCompare(b.team);
  });
  return { severities: columns, rows };
}

export function sumOf(cells: Iterable<Cell>): Cell {
  const sum = { active: 0, held: 0 };
  for (const cell of cells) {
    sum.active += cell.active;
    sum.held += cell.held;
  }
  return sum;
}
