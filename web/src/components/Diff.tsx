import { useMemo } from 'react';
import classes from './Diff.module.css';
import { diffOf, shortened } from './diffLines';

const words = { same: '', gone: 'gone: ', new: 'new: ' };
const linesMax = 1_000;

/** By which lines two texts differ. */
export function Diff({ before, after, label }: { before: string; after: string; label: string }) {
  const lines = useMemo(() => shortened(diffOf(before, after)), [before, after]);
  if (lines.length === 0) return <p className="dim">Nothing differs.</p>;
  return (
    <div className={classes.scroll} role="region" aria-label={label} tabIndex={0}>
      <ol className={classes.diff}>
        {lines.slice(0, linesMax).map((line, place) => (line === null
          ? <li key={place} className={classes.rest}>…</li>
          : (
            <li key={place} data-kind={line.kind}>
              <span className={classes.number}>{line.before || ''}</span>
              <span className={classes.number}>{line.after || ''}</span>
              <code><span className="unseen">{words[line.kind]}</span>{line.text}</code>
            </li>
          )))}
      </ol>
      {lines.length > linesMax && <p className="dim">and {(lines.length - linesMax).toLocaleString()} more lines</p>}
    </div>
  );
}
