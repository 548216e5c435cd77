import { Loader } from '@mantine/core';
import { useMemo } from 'react';
import { headersOf } from '@/api/backend';
import type { LabelSet } from '@/api/client';
import { useApi } from '@/api/hooks';
import { Notes, QueryFault } from './Notes';
import classes from './QueryPage.module.css';
import { type Row, rowsOf } from './result';
import type { Asked } from './useQueryAddress';

interface Props {
  asked: Asked;
  now: number;
  again: () => void;
}

const rowsMax = 500;

/** An expression at one instant. */
export function Table({ asked, now, again }: Props) {
  const at = Math.floor(asked.end ?? now);
  const query = { query: asked.expr, time: String(at), limit: rowsMax + 1 };
  const { data, error, isFetching } = useApi('GET /api/v1/query', { query, headers: headersOf(asked.backend) }, { keep: true });
  const rows = useMemo(() => (data ? rowsOf(data.data) : []), [data]);
  if (error) return <QueryFault failure={error} expr={asked.expr} again={again} />;
  if (!data) return <Loader size="sm" m="lg" aria-label="Loading" />;
  const { resultType } = data.data;
  const word = resultType === 'scalar' || resultType === 'string' ? resultType : 'series';
  return (
    <section className={classes.panel} aria-label="Table" aria-busy={isFetching} data-waiting={isFetching || undefined}>
      <p className="dim">
        {rows.length > rowsMax ? `The first ${rowsMax} series of more` : `${rows.length.toLocaleString()} ${word}`}
        {' '}at {new Date(at * 1000).toLocaleString()}
      </p>
      <Notes warnings={data.warnings} infos={data.infos} />
      {rows.length > 0 && (
        <table className={classes.table}>
          <thead><tr><th>Series</th><th>Value</th></tr></thead>
          <tbody>{rows.slice(0, rowsMax).map((row, place) => <Line key={place} row={row} />)}</tbody>
        </table>
      )}
    </section>
  );
}

function Line({ row }: { row: Row }) {
  return (
    <tr>
      <td><Series metric={row.metric} /></td>
      <td className={classes.value}>
        {row.values.map((value, place) => (
          <div key={place} title={value.at === undefined ? undefined : new Date(value.at * 1000).toLocaleString()}>
            {value.text}{value.at !== undefined && <span className="dim"> @{value.at}</span>}
          </div>
        ))}
      </td>
    </tr>
  );
}

function Series({ metric }: { metric: LabelSet }) {
  const { __name__: name = '', ...labels } = metric;
  const pairs = Object.entries(labels);
  return (
    <code className="break">
      <b>{name}</b>{(pairs.length > 0 || name === '') && '{'}
      {pairs.map(([label, value], place) => (
        <span key={label}>{place > 0 && ', '}<span className="dim">{label}=</span>{JSON.stringify(value)}</span>
      ))}
      {(pairs.length > 0 || name === '') && '}'}
    </code>
  );
}
