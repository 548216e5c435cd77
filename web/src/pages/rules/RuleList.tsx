import { IconChartLine, IconPencil } from '@tabler/icons-react';
import { Fragment, memo, useEffect, useRef } from 'react';
import type { RuleGroup } from '@/api/client';
import { isOnControl, useKeys } from '@/app/keys';
import { go } from '@/app/url';
import { Age } from '@/components/Age';
import { spell } from '@/components/durations';
import { Link } from '@/components/Link';
import { alertsHref, editHref, openRule, queryHref } from './addresses';
import classes from './RuleList.module.css';
import { type Line, type Sort, percent, sectionsOf, timeOf, took } from './rules';

interface Props {
  lines: readonly Line[];
  sort: Sort;
}

/** One line for each rule below its group; sorted otherwise, all in one list. */
export function RuleList({ lines, sort }: Props) {
  useRows(lines);
  let place = 0;
  return (
    <>
      {sectionsOf(lines, sort).map(({ group, lines: some }, section) => {
        const first = place;
        place += some.length;
        return (
          <section key={section} className={classes.group} aria-label={group?.name ?? 'Rules'}>
            {group && <Head group={group} />}
            <ul className={classes.list}>
              {some.map((line, at) => <Row key={at} line={line} place={first + at} isApart={group === null} />)}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Head({ group }: { group: RuleGroup }) {
  return (
    <header className={classes.head}>
      <h2 className="cut" title={group.name.slice(0, 300)}>{group.name}</h2>
      <span className={classes.file} title={group.file}>{group.file}</span>
      {group.version !== undefined && (
        <Link href={editHref(group.file, group.name)} className={classes.edit ?? ''}>
          <IconPencil size={14} aria-hidden="true" /> Edit<span className="unseen"> {group.name}</span>
        </Link>
      )}
      <span className={classes.times}>
        every {spell(group.interval * 1000)} · {took(group.evaluationTime)} · {percent(group.evaluationTime / group.interval)} of the time
      </span>
    </header>
  );
}

const Row = memo(function Row({ line, place, isApart }: { line: Line; place: number; isApart: boolean }) {
  const { rule, group, unmatched, cost } = line;
  const last = timeOf(rule.lastEvaluation);
  const state = rule.type === 'recording' ? 'recording' : (rule.state ?? 'unknown');
  return (
    <li className={classes.row} data-rule={place} data-state={state} data-health={rule.health}>
      <span className={classes.state}>{state}</span>
      <div className={classes.what}>
        <button type="button" className={classes.name} onClick={() => openRule(group, rule)}>{rule.name}</button>
        <code className={classes.expr} title={rule.query.slice(0, 1000)}>{rule.query}</code>
        {isApart && <span className={classes.file}>{group.name} · {group.file}</span>}
        {rule.lastError !== undefined && <span className={classes.fault}>{rule.lastError}</span>}
        {unmatched.length > 0 && (
          <span className={classes.doubt}>
            nothing matches {unmatched.slice(0, 3).map((one, at) => <Fragment key={at}>{at > 0 && ', '}<code>{one}</code></Fragment>)}
            {unmatched.length > 3 && ` and ${unmatched.length - 3} more`}
          </span>
        )}
      </div>
      <span className={classes.health} data-health={rule.health}>{rule.health === 'err' ? 'fails' : rule.health}</span>
      <span className={classes.when}>
        {last === undefined ? 'not yet' : <><Age since={last} short /> ago · {took(rule.evaluationTime)}</>}
      </span>
      <span className={classes.cost} title={`${percent(cost)} of a core, by its last evaluation`}>{percent(cost)}</span>
      <span className={classes.links}>
        {(state === 'firing' || state === 'pending') && (
          <Link href={alertsHref(rule)}>Alerts<span className="unseen"> of {rule.name}</span></Link>
        )}
        <Link href={queryHref(group, rule.query)} title="Query the expression" aria-label={`Query ${rule.name}`}>
          <IconChartLine size={16} />
        </Link>
      </span>
    </li>
  );
});

// The line that the keys stand on lives in the document, as on the alerts page.
function useRows(lines: readonly Line[]): void {
  const at = useRef(-1);
  const mark = (scroll: boolean) => {
    for (const row of document.querySelectorAll('[data-rule]')) {
      const isHere = row.getAttribute('data-rule') === String(at.current);
      row.toggleAttribute('data-here', isHere);
      if (isHere && scroll) row.scrollIntoView({ block: 'nearest' });
    }
  };
  const move = (by: number) => {
    at.current = at.current < 0 ? (by > 0 ? 0 : lines.length - 1) : Math.min(lines.length - 1, Math.max(0, at.current + by));
    mark(true);
  };
  const here = () => lines[at.current];
  const on = (press: (line: Line) => void) => () => (here() ? press(here()!) : false);
  useKeys({
    j: ['Next rule', () => move(1)],
    k: ['Rule before', () => move(-1)],
    q: ['Query its expression', on((line) => go(queryHref(line.group, line.rule.query)))],
    a: ['Its alerts', on((line) => go(alertsHref(line.rule)))],
    e: ['Edit its group', () => (here()?.group.version !== undefined ? go(editHref(here()!.group.file, here()!.group.name)) : false)],
    Enter: ['Open it', () => (here() && !isOnControl() ? openRule(here()!.group, here()!.rule) : false)],
  });
  useEffect(() => mark(false));
}
