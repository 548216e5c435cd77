import { Loader } from '@mantine/core';
import { hrefOf } from '@/app/url';
import { FailureNote } from '@/components/FailureNote';
import { LabelChip } from '@/components/LabelChip';
import { Link } from '@/components/Link';
import { Who } from '@/components/People';
import { matcher } from '@/live/conditions';
import { useAlertStream } from '@/live/useAlertStream';
import { type Cell, type Row, matrixOf, sumOf } from './matrix';
import classes from './OverviewPage.module.css';

const rowsMax = 1000;

/** What fires by team and severity, live. */
export function Firing() {
  const { feed, refused } = useAlertStream({ filter: [], group: ['team', 'severity'], sort: 'severity', limit: rowsMax, alerts: 0 });
  const matrix = feed && matrixOf(feed);
  return (
    <section className={classes.panel} aria-label="Firing">
      <h2>Firing by team and severity</h2>
      {refused && <FailureNote failure={refused} title="The alerts could not be read" />}
      {!feed && !refused && <Loader size="xs" aria-label="Loading" />}
      {matrix && matrix.rows.length === 0 && <p className={classes.calm}>Nothing is firing.</p>}
      {matrix && matrix.rows.length > 0 && (
        <div className={classes.scroll} tabIndex={0} role="group" aria-label="Alerts by team and severity">
          <table className={classes.matrix}>
            <thead>
              <tr>
                <th scope="col">Team</th>
                {matrix.severities.map((severity) => (
                  <th key={severity} scope="col">{severity === '' ? <span className="dim">no severity</span> : <LabelChip name="severity" value={severity} />}</th>
                ))}
                <th scope="col">All</th>
              </tr>
            </thead>
            <tbody>{matrix.rows.map((row) => <Line key={row.team} row={row} severities={matrix.severities} />)}</tbody>
            <tfoot>
              <tr>
                <th scope="row">All</th>
                {matrix.severities.map((severity) => (
                  <Count
                    key={severity}
                    cell={sumOf(matrix.rows.flatMap((row) => row.cells.get(severity) ?? []))}
                    filter={[matcher('severity', '=', severity)]}
                  />
                ))}
                <Count cell={sumOf(matrix.rows.map((row) => row.sum))} filter={[]} />
              </tr>
            </tfoot>
          </table>
        </div>
      )}
      {feed && feed.counts.groups > rowsMax && <p className="dim">Only the worst {rowsMax.toLocaleString()} of {feed.counts.groups.toLocaleString()} pairs are counted.</p>}
    </section>
  );
}

function Line({ row, severities }: { row: Row; severities: readonly string[] }) {
  const team = matcher('team', '=', row.team);
  return (
    <tr>
      <th scope="row">{row.team === '' ? <span className="dim">nobody's</span> : <Who name={row.team} />}</th>
      {severities.map((severity) => (
        <Count key={severity} cell={row.cells.get(severity)} filter={[team, matcher('severity', '=', severity)]} />
      ))}
      <Count cell={row.sum} filter={[team]} />
    </tr>
  );
}

function Count({ cell, filter }: { cell: Cell | undefined; filter: string[] }) {
  if (!cell || cell.active + cell.held === 0) return <td />;
  return (
    <td>
      <Link underline="never" href={hrefOf('alerts', [], { filter })} title={`${cell.active} notify, ${cell.held} are held back`}>
        {cell.active > 0 && <b className={classes.number}>{cell.active.toLocaleString()}</b>}
        {cell.held > 0 && <span className={classes.held}>{cell.active > 0 && ' + '}{cell.held.toLocaleString()} held</span>}
      </Link>
    </td>
  );
}
