import { Loader } from '@mantine/core';
import { useServerNow } from '@/components/clock';
import { FailureNote } from '@/components/FailureNote';
import { hoursOf } from './lately';
import classes from './OverviewPage.module.css';
import { useMessages } from './usePages';

const high = 90;

/** Messages by hour: those that reached somebody, and those that reached nobody. */
export function Messages({ hours }: { hours: number }) {
  const { data, error, refetch } = useMessages(hours);
  // By the minute is often enough for hours.
  const now = Math.floor(useServerNow() / 6e4) * 6e4;
  const bars = data ? hoursOf(data.items, now, hours) : [];
  const most = Math.max(1, ...bars.map((bar) => bar.delivered + bar.failed));
  const [delivered, failed] = [sum(bars.map((bar) => bar.delivered)), sum(bars.map((bar) => bar.failed))];
  const step = 1000 / Math.max(1, bars.length);
  return (
    <section className={classes.panel} aria-label="Messages">
      <h2>Messages by hour</h2>
      {error && <FailureNote failure={error} title="The messages could not be read" again={() => void refetch()} />}
      {!data && !error && <Loader size="xs" aria-label="Loading" />}
      {data && (
        <>
          <p>
            <b className="number">{delivered.toLocaleString()}</b> delivered
            {failed > 0 && <>, <b className={classes.bad}>{failed.toLocaleString()} reached nobody</b></>}
            {data.isCut && <span className="dim"> (the latest {data.items.length.toLocaleString()})</span>}
            , at most {most === 1 && delivered + failed === 0 ? 0 : most.toLocaleString()} in an hour
          </p>
          <svg className={classes.bars} viewBox={`0 0 1000 ${high}`} preserveAspectRatio="none" role="img" aria-label={`${delivered} messages delivered, ${failed} failed`}>
            {bars.map((bar, place) => {
              const [good, bad] = [(bar.delivered * high) / most, (bar.failed * high) / most];
              return (
                <g key={bar.from}>
                  <title>{`${new Date(bar.from).toLocaleString()}: ${bar.delivered} delivered, ${bar.failed} failed`}</title>
                  <rect className={classes.back} x={place * step} y={0} width={step * 0.85} height={high} />
                  <rect x={place * step} y={high - good} width={step * 0.85} height={good} />
                  <rect className={classes.failed} x={place * step} y={high - good - bad} width={step * 0.85} height={bad} />
                </g>
              );
            })}
          </svg>
          <div className={classes.axis}>
            <span>{bars[0] && new Date(bars[0].from).toLocaleString()}</span>
            <span>now</span>
          </div>
        </>
      )}
    </section>
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
