import { Fragment } from 'react';
import { useApi } from '@/api/hooks';
import { Age } from '@/components/Age';
import { DrawerSection } from '@/components/SideDrawer';
import classes from './Condition.module.css';
import { traceHref, tracesOf } from './condition';

interface Props {
  query: string;
  times: { start: string; end: string };
  headers: Record<string, string>;
  traceUrl: string;
}

const most = 8;

/** The traces that the value's exemplars name, as links where the configuration says where traces are. */
export function Traces({ query, times: { start, end }, headers, traceUrl }: Props) {
  const { data } = useApi('GET /api/v1/query_exemplars', { query: { query, start, end }, headers }, { keep: true });
  const traces = data ? tracesOf(data, most) : [];
  // Most series have no exemplars, and a backend may not know them: then there is nothing to say.
  if (traces.length === 0) return null;
  return (
    <DrawerSection title="Traces">
      <div className={classes.traces}>
        {traces.map((trace) => {
          const href = traceHref(traceUrl, trace.id);
          return (
            <Fragment key={trace.id}>
              <span className="dim"><Age since={trace.at} /> ago</span>
              <span className="number">{Number(trace.value).toLocaleString(undefined, { maximumSignificantDigits: 4 })}</span>
              {href === undefined
                ? <code className="break">{trace.id}</code>
                : <a className="break" href={href} target="_blank" rel="noopener noreferrer">{trace.id}</a>}
            </Fragment>
          );
        })}
      </div>
      {traceUrl === '' && <p className="dim">With dashboard.trace_url in tocsin.yml these are links.</p>}
    </DrawerSection>
  );
}
