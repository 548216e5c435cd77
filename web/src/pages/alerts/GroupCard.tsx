import { IconArrowRight, IconClockPause, IconSend } from '@tabler/icons-react';
import { memo, useDeferredValue, useMemo } from 'react';
import { hrefOf, usePlace } from '@/app/url';
import { Countdown } from '@/components/Age';
import { LabelChip } from '@/components/LabelChip';
import { follow } from '@/components/Link';
import { matcher } from '@/live/conditions';
import { type LiveGroup, valueOf } from '@/live/feed';
import { severityOf } from '@/live/severity';
import { AlertRow } from './AlertRow';
import classes from './GroupCard.module.css';
import { filterBy } from './useAlertsAddress';

/** One group: what its alerts have in common once, and each alert with what only it has. */
export const GroupCard = memo(function GroupCard({ group }: { group: LiveGroup }) {
  const first = group.alerts[0];
  const severity = first && first.state === 'active' ? severityOf(first.labels) : 'none';
  const name = valueOf(group.labels, 'alertname');
  const others = group.labels.filter(([label]) => label !== 'alertname');
  const more = group.counts.alerts - group.alerts.length;
  const hidden = new Set([...group.labels, ...group.common].map(([label]) => label));
  return (
    <section className={classes.card} data-severity={severity} data-quiet={group.counts.active === 0 || undefined} aria-label={name || 'Group'}>
      <header className={classes.head}>
        <div className={classes.title}>
          {name !== '' && (
            <button type="button" className={classes.name} title="Only these" onClick={() => filterBy('alertname', name, false)}>
              {name}
            </button>
          )}
          {name === '' && others.length === 0 && <span className={classes.name}>{group.receiver ?? 'All'}</span>}
          {others.map(([label, value]) => <LabelChip key={label} name={label} value={value} press={filterBy} />)}
        </div>
        <Tally group={group} />
      </header>
      <div className={classes.rows}>
        {group.alerts.map((alert) => (
          <AlertRow key={alert.id} alert={alert} hidden={hidden} />
        ))}
      </div>
      {more > 0 && <More group={group} count={more} />}
      <footer className={classes.foot}>
        {group.common.map(([label, value]) => <LabelChip key={label} name={label} value={value} press={filterBy} />)}
        <span className={classes.fate}>
          {group.mutedBy.length > 0 && (
            <span className={classes.part} title={`Muted by ${group.mutedBy.join(', ')}`}><IconClockPause size={13} /> muted</span>
          )}
          {group.receiver !== undefined && (
            <span className={classes.part} title="Who is notified, and when the group is looked at next">
              <IconSend size={13} />
              <span className="cut">{group.receiver}</span>
              {group.nextFlushAt !== undefined && <Countdown until={group.nextFlushAt} />}
            </span>
          )}
        </span>
      </footer>
    </section>
  );
});

// All alerts of the group that pass the filter of now, which only this of a card follows.
function More({ group, count }: { group: LiveGroup; count: number }) {
  // Nobody presses it in the moment in which the filter changes.
  const params = useDeferredValue(usePlace().params);
  const href = useMemo(
    () => hrefOf('alerts', [], { view: 'list', filter: groupFilter(group, params.getAll('filter')) }),
    [group, params],
  );
  return (
    <a className={classes.more} href={href} onClick={(event) => follow(event, href)}>
      {count.toLocaleString()} more <IconArrowRight size={13} />
    </a>
  );
}

function Tally({ group }: { group: LiveGroup }) {
  const { active, alerts } = group.counts;
  const held = alerts - active;
  return (
    <span className={classes.tally}>
      {active > 0 && <span className={classes.active}>{active.toLocaleString()}</span>}
      {held > 0 && <span className={classes.held} title="Held back: silenced, inhibited or muted">{held.toLocaleString()}</span>}
    </span>
  );
}

function groupFilter(group: LiveGroup, filter: readonly string[]): string[] {
  const own = group.labels.map(([name, value]) => matcher(name, '=', value));
  const receiver = group.receiver === undefined ? [] : [matcher('@receiver', '=', group.receiver)];
  return [...new Set([...filter, ...own, ...receiver])];
}
