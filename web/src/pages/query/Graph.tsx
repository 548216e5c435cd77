import { Loader } from '@mantine/core';
import { useMemo } from 'react';
import { headersOf } from '@/api/backend';
import { useApi } from '@/api/hooks';
import { Plot } from '@/components/Plot';
import { QueryFault, Notes } from './Notes';
import classes from './QueryPage.module.css';
import { Legend } from './Legend';
import { countOf, drawnMax, linesOf } from './result';
import { spanOf } from './span';
import { type Asked, change } from './useQueryAddress';

interface Props {
  asked: Asked;
  now: number;
  again: () => void;
}

// A few more than are drawn, so that it can be said that there are more.
const askedMax = 1_000;

/** An expression over time. */
export function Graph({ asked, now, again }: Props) {
  const { expr, step, seconds } = asked;
  const to = asked.end ?? now;
  const from = to - seconds;
  const query = { query: expr, start: from.toFixed(3), end: to.toFixed(3), step: String(step), limit: askedMax };
  const { data, error, isFetching } = useApi('GET /api/v1/query_range', { query, headers: headersOf(asked.backend) }, { keep: true });
  const all = useMemo(() => (data ? linesOf(data.data, step) : []), [data, step]);
  const shown = asked.only.length === 0 ? all : all.filter((line) => asked.only.includes(line.name));
  const lines = shown.length > 0 ? shown : all;
  const count = data ? countOf(data.data) : 0;

  if (error) return <QueryFault failure={error} expr={expr} again={again} />;
  if (!data) return <Loader size="sm" m="lg" aria-label="Loading" />;
  return (
    <section className={classes.panel} aria-label="Graph" aria-busy={isFetching} data-waiting={isFetching || undefined}>
      {count === 0
        ? <p className={classes.nothing}>The expression gives nothing in this time.</p>
        : (
          <>
            <Plot
              lines={lines}
              from={from}
              to={to}
              height={360}
              legend={false}
              label={`${count} series over ${spanOf(seconds)}: ${expr.slice(0, 200)}`}
              zoom={(left, right) => change({ end: Math.ceil(right), range: spanOf(Math.max(right - left, 5)), step: null })}
            />
            <p className="dim">
              {count >= askedMax ? `${askedMax.toLocaleString()} series or more` : `${count.toLocaleString()} series`}
              {count > drawnMax && <b> · only {drawnMax} are drawn: ask for fewer</b>} · step {spanOf(step)} · draw a span to zoom in
            </p>
          </>
        )}
      <Notes warnings={data.warnings} infos={data.infos} />
      {all.length > 1 && <Legend lines={all} only={asked.only} />}
      {all.length === 1 && <p className={classes.single}>{all[0]!.name}</p>}
    </section>
  );
}
