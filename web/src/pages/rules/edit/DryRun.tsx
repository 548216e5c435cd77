import type { RuleDoubts } from '@/api/client';
import type { Fault } from '@/components/editor/places';
import classes from './EditPage.module.css';

interface Props {
  report: RuleDoubts;
  /** The group that is being changed; empty for a new one. */
  group?: string;
  doubts?: readonly Fault[];
}

/** What an edit would come to: what it changes, what is doubtful, what each rule gives now. */
export function DryRunReport({ report, group = '', doubts = [] }: Props) {
  return (
    <>
      {group !== '' && report.group !== group && (
        <p className={classes.note}>
          This makes a group of its own, <b className="break">{report.group}</b>; <span className="break">{group}</span> stays as it is.
        </p>
      )}
      <h4>Changes</h4>
      {report.changes.length === 0 && <p className="dim">It would do what the version in force does.</p>}
      <ul className={classes.changes}>
        {report.changes.map((change, place) => (
          <li key={place}>
            <span className="break"><b>{change.rule || 'the group'}</b> {change.field}</span>
            {change.before !== undefined && <code data-kind="gone"><span className="unseen">before: </span>{change.before}</code>}
            {change.after !== undefined && <code data-kind="new"><span className="unseen">after: </span>{change.after}</code>}
          </li>
        ))}
      </ul>
      {doubts.length > 0 && <><h4>Doubts</h4><FaultList faults={doubts} isDoubt /></>}
      <h4>At this moment</h4>
      <ul className={classes.now}>
        {report.now.map((rule, place) => (
          <li key={place}>
            <span className="break">{rule.rule}</span>
            {rule.error === undefined
              ? <b className="number">{rule.series.toLocaleString()} series</b>
              : <span className={classes.fault}>{rule.error}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What is wrong with a text, each with its line. */
export function FaultList({ faults, isDoubt = false }: { faults: readonly Fault[]; isDoubt?: boolean }) {
  if (faults.length === 0) return null;
  return (
    <div role={isDoubt ? undefined : 'alert'}>
      <ul className={classes.faults} data-doubt={isDoubt || undefined} aria-label={isDoubt ? 'Doubts' : 'Faults'}>
        {faults.map((fault, place) => (
          <li key={place}>
            {fault.line > 0 && <b className="number">{fault.line}:{fault.column}</b>} <span className="break">{fault.text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
