import type { Failure } from '@/api/client';
import { placeOf } from '@/components/editor/places';
import { FailureNote } from '@/components/FailureNote';
import classes from './QueryPage.module.css';

/** What the server remarks on an answer. */
export function Notes({ warnings = [], infos = [] }: { warnings?: readonly string[] | undefined; infos?: readonly string[] | undefined }) {
  if (warnings.length + infos.length === 0) return null;
  return (
    <ul className={classes.notes}>
      {warnings.map((text) => <li key={text} data-kind="warning" className="break">{text}</li>)}
      {infos.map((text) => <li key={text} className="break">{text}</li>)}
    </ul>
  );
}

/** Why an expression has no answer; a fault in it with the line and a mark below its place. */
export function QueryFault({ failure, expr, again }: { failure: Failure; expr: string; again: () => void }) {
  const place = failure.status === 400 ? /(?:^|: )\d+:\d+: /.test(failure.what) && placeOf(failure.what) : false;
  const line = place ? expr.split('\n')[place.line - 1] : undefined;
  return (
    <div className={classes.panel}>
      <FailureNote failure={failure} title="The expression could not be evaluated" again={again} />
      {place && line !== undefined && (
        <pre className={classes.place}>{line}{'\n'}{' '.repeat(Math.max(0, Math.min(place.column - 1, line.length)))}^</pre>
      )}
    </div>
  );
}
