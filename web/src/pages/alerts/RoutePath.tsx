import type { RouteTrace } from '@/api/client';
import classes from './RoutePath.module.css';

const words: Record<RouteTrace['verdict'], string> = {
  landed: 'it lands here',
  passedDown: 'goes on below',
  notMatched: 'does not match',
  notTried: 'not tried: an earlier route took it',
};

/** The way through the routes, with the siblings that did not match and why. */
export function RoutePath({ trace }: { trace: RouteTrace }) {
  return <ul className={classes.tree}><Node trace={trace} isRoot /></ul>;
}

function Node({ trace, isRoot = false }: { trace: RouteTrace; isRoot?: boolean }) {
  const failed = trace.failedMatchers.length > 0 ? `: ${trace.failedMatchers.join(', ')}` : '';
  return (
    <li className={classes.node} data-verdict={trace.verdict}>
      <span className={classes.line}>
        <code className="break">{isRoot ? 'root' : trace.matchers || 'every alert'}</code>
        <span className={classes.receiver}>{trace.receiver}</span>
        <span className="dim">{words[trace.verdict]}{failed}</span>
      </span>
      {trace.routes.length > 0 && (
        <ul className={classes.tree}>
          {trace.routes.map((route, place) => <Node key={place} trace={route} />)}
        </ul>
      )}
    </li>
  );
}
