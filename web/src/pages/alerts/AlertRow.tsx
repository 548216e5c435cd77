import { memo } from 'react';
import { Age } from '@/components/Age';
import { LabelChip } from '@/components/LabelChip';
import type { Label, LiveAlert } from '@/live/feed';
import { severityOf } from '@/live/severity';
import classes from './AlertRow.module.css';
import { Held } from './Held';
import { HistoryStrip } from './HistoryStrip';
import { filterBy, openAlert } from './useAlertsAddress';

interface Props {
  alert: LiveAlert;
  /** The labels that the group shows already. */
  hidden: ReadonlySet<string>;
}

// What only it has; how bad it is stands first.
function ownLabels(alert: LiveAlert, hidden: ReadonlySet<string>): Label[] {
  const own = alert.labels.filter(([name]) => !hidden.has(name));
  return [...own.filter(([name]) => name === 'severity'), ...own.filter(([name]) => name !== 'severity')];
}

/** One alert of a card: what it says, what only it has, since when, and what holds it back. */
export const AlertRow = memo(
  function AlertRow({ alert, hidden }: Props) {
    const own = ownLabels(alert, hidden);
    const severity = severityOf(alert.labels);
    return (
      <div
        className={classes.row}
        data-alert={alert.fingerprint}
        data-severity={severity}
        data-held={alert.state !== 'active' || undefined}
        onClick={() => openAlert(alert.fingerprint)}
      >
        <div className={classes.line}>
          <button type="button" className={classes.summary} onClick={() => openAlert(alert.fingerprint)}>
            {alert.summary !== '' ? alert.summary : own.length > 0 ? own.map(([, value]) => value).join(' · ') : 'no summary'}
          </button>
          <HistoryStrip fingerprint={alert.fingerprint} startsAt={alert.startsAt} />
          <span className={classes.age}><Age since={alert.startsAt} short /></span>
        </div>
        {(own.length > 0 || alert.state !== 'active') && (
          <div className={classes.labels}>
            {alert.state !== 'active' && <Held alert={alert} />}
            {own.map(([name, value]) => (
              <LabelChip key={name} name={name} value={value} press={filterBy} />
            ))}
          </div>
        )}
      </div>
    );
  },
  // The set is made anew with each card; what counts is what is in it.
  (before, after) =>
    before.alert === after.alert &&
    before.hidden.size === after.hidden.size &&
    [...before.hidden].every((name) => after.hidden.has(name)),
);
