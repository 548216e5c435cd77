import type { RuleRun } from '@/api/client';
import { Age } from '@/components/Age';
import classes from './RuleDrawer.module.css';
import { took } from './rules';

/** The last evaluations of a rule, the latest first. */
export function RuleRuns({ runs }: { runs: readonly RuleRun[] }) {
  if (runs.length === 0) return <p className="dim">It was not evaluated yet.</p>;
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Each evaluation">
      <table className={classes.runs}>
        <thead><tr><th>ago</th><th>took</th><th>samples</th><th>series</th><th>values</th></tr></thead>
        <tbody>
          {[...runs].reverse().map((run, place) => (
            <tr key={place}>
              <td><Age since={Date.parse(run.at)} /></td>
              <td>{took(run.seconds)}{run.attempts > 1 && ` in ${run.attempts}`}</td>
              <td>{run.samples.toLocaleString()}</td>
              <td>{run.series.toLocaleString()}</td>
              <td className={classes.values}>
                {run.error !== undefined
                  ? <span className={classes.fault}>{run.error}</span>
                  : run.noData ? 'no data' : `${run.values.join(', ')}${run.series > run.values.length ? ', …' : ''}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
