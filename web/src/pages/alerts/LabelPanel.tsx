import { CloseButton } from '@mantine/core';
import { useApi } from '@/api/hooks';
import { setParams } from '@/app/url';
import { FailureNote } from '@/components/FailureNote';
import classes from './LabelPanel.module.css';
import { filterBy } from './useAlertsAddress';

/** What the alerts at hand have in common: each label with its most frequent values. */
export function LabelPanel({ filter }: { filter: readonly string[]; revision: number }) {
  const { data, error, refetch } = useApi(
    'GET /api/v2/stream/labels',
    { query: { filter: [...filter], top: 6 } },
    { every: 5_000, keep: true },
  );
  return (
    <aside className={classes.panel} aria-label="Counts by label">
      <header className={classes.head}>
        <b>By label</b>
        <CloseButton size="sm" aria-label="Close the counts" onClick={() => setParams({ labels: null })} />
      </header>
      {error && <FailureNote failure={error} again={() => void refetch()} />}
      {data?.labels.map((label) => (
        <section key={label.name} className={classes.label}>
          <h2 className={classes.name}>
            <span className="cut">{label.name}</span>
            <span className={classes.values}>{label.values.toLocaleString()}</span>
          </h2>
          {label.top.map((one) => (
            <button
              key={one.value}
              type="button"
              className={classes.value}
              title={`${label.name}="${one.value.slice(0, 300)}"\nClick: only these. Alt and click: all others.`}
              onClick={(event) => filterBy(label.name, one.value, event.altKey || event.shiftKey)}
            >
              <meter className={classes.share} min={0} max={Math.max(1, data.alerts)} value={one.alerts} aria-hidden="true" />
              <span className="cut">{one.value}</span>
              <span className="number dim">{one.alerts.toLocaleString()}</span>
            </button>
          ))}
        </section>
      ))}
    </aside>
  );
}
