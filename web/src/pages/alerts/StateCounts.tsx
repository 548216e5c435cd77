import type { StreamCounts } from '@/api/client';
import type { State } from '@/live/feed';
import { takeApart } from '@/live/conditions';
import { setFilter } from './useAlertsAddress';
import classes from './StateCounts.module.css';

const states: [State, string, string][] = [
  ['active', 'active', 'They notify somebody.'],
  ['silenced', 'silenced', 'A silence holds them back.'],
  ['inhibited', 'inhibited', 'Another alert holds them back.'],
  ['muted', 'muted', 'A time interval mutes all their routes.'],
];

interface Props {
  counts: StreamCounts;
  all: number;
  filter: readonly string[];
}

/** How many alerts there are by state; each number filters. */
export function StateCounts({ counts, all, filter }: Props) {
  const only = filter.map(takeApart).find((one) => one?.name === '@state' && one.op === '=')?.value;
  const others = filter.filter((text) => takeApart(text)?.name !== '@state');
  return (
    <div className={classes.row} role="group" aria-label="Alerts by state">
      {states.map(([state, name, title]) => (
        <button
          key={state}
          type="button"
          className={classes.count}
          data-state={state}
          data-none={counts[state] === 0 || undefined}
          aria-pressed={only === state}
          title={title}
          onClick={() => setFilter(only === state ? others : [...others, `@state="${state}"`])}
        >
          <b className="number">{counts[state].toLocaleString()}</b> {name}
        </button>
      ))}
      <span className={classes.sum}>
        {counts.groups > 0 && <>{counts.groups.toLocaleString()} {counts.groups === 1 ? 'group' : 'groups'} · </>}
        {counts.alerts === all ? all.toLocaleString() : `${counts.alerts.toLocaleString()} of ${all.toLocaleString()}`}
        {all === 1 ? ' alert' : ' alerts'}
      </span>
    </div>
  );
}
