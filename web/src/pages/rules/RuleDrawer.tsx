import { Loader } from '@mantine/core';
import type { Rule, RuleGroup } from '@/api/client';
import { useApi } from '@/api/hooks';
import { usePlace } from '@/app/url';
import { Age } from '@/components/Age';
import { spell } from '@/components/durations';
import { FailureNote } from '@/components/FailureNote';
import { LabelChip } from '@/components/LabelChip';
import { Link } from '@/components/Link';
import { SafeText } from '@/components/SafeText';
import { DrawerHead, DrawerSection, SideDrawer } from '@/components/SideDrawer';
import { alertsHref, closeRule, editHref, queryHref } from './addresses';
import classes from './RuleDrawer.module.css';
import { percent, took } from './rules';
import { RuleRuns } from './RuleRuns';

/** The rule that the address names; two of one name in a group stand below each other. */
export function RuleDrawer() {
  const { params } = usePlace();
  const [file, group, name] = ['file', 'group', 'rule'].map((one) => params.get(one) ?? '') as [string, string, string];
  return (
    <SideDrawer label="Rule" isOpen={name !== ''} close={closeRule}>
      <DrawerHead title={name} close={closeRule} />
      <Detail key={JSON.stringify([file, group, name])} file={file} group={group} name={name} />
    </SideDrawer>
  );
}

function Detail({ file, group, name }: { file: string; group: string; name: string }) {
  const query = { 'file[]': [file], 'rule_group[]': [group], 'rule_name[]': [name], runs: true };
  const { data, error, refetch } = useApi('GET /api/v1/rules', { query }, { every: 5_000 });
  const found = data?.data.groups[0];
  return (
    <>
      {error && <FailureNote failure={error} title="The rule could not be read" again={() => void refetch()} />}
      {!data && !error && <Loader size="sm" m="lg" aria-label="Loading" />}
      {data && !found && <DrawerSection title="Gone"><p className="dim">There is no such rule any more.</p></DrawerSection>}
      {found && (
        <DrawerSection title="Where">
          <span className="break">
            <b>{found.name}</b> in {found.file}, every {spell(found.interval * 1000)}
            {found.backend !== undefined && ` over ${found.backend}`}.{' '}
          </span>
          {found.version === undefined
            ? <span className="dim">It is changed where its file is.</span>
            : <Link href={editHref(found.file, found.name)}>Edit version {found.version}</Link>}
        </DrawerSection>
      )}
      {found?.rules.map((rule, place) => <One key={place} rule={rule} group={found} />)}
    </>
  );
}

function One({ rule, group }: { rule: Rule; group: RuleGroup }) {
  const alerts = rule.alerts ?? [];
  const cost = group.interval > 0 ? rule.evaluationTime / group.interval : 0;
  return (
    <>
      <DrawerSection title="Expression">
        <pre className={classes.expr}>{rule.query}</pre>
        <Link href={queryHref(group, rule.query)}>Query it</Link>
        {rule.resolveQuery !== undefined && <>
          <p className="dim">It ends with</p>
          <pre className={classes.expr}>{rule.resolveQuery}</pre>
        </>}
        <p className={classes.facts}>
          {rule.state && <span data-state={rule.state}>{rule.state}</span>}
          {(rule.duration ?? 0) > 0 && <span>for {spell(rule.duration! * 1000)}</span>}
          {(rule.keepFiringFor ?? 0) > 0 && <span>keeps firing for {spell(rule.keepFiringFor! * 1000)}</span>}
          {rule.noDataPolicy !== undefined && <span>no data: {rule.noDataPolicy}</span>}
          {rule.onErrorPolicy !== undefined && <span>on error: {rule.onErrorPolicy}</span>}
          {rule.hasNoData && <span data-state="pending">has no data</span>}
        </p>
      </DrawerSection>
      {rule.lastError !== undefined && (
        <DrawerSection title="It fails"><p className={classes.fault}><SafeText text={rule.lastError} /></p></DrawerSection>
      )}
      {(rule.unmatchedSelectors ?? []).length > 0 && (
        <DrawerSection title="Nothing matches">
          {rule.unmatchedSelectors!.map((one) => <pre key={one} className={classes.expr}>{one}</pre>)}
          <p className="dim">The store has no series like that, so this part of the rule can never be true.</p>
        </DrawerSection>
      )}
      {alerts.length > 0 && <Alerts rule={rule} />}
      <Texts title="Labels" texts={rule.labels ?? {}} />
      <Texts title="Annotations" texts={rule.annotations ?? {}} />
      <DrawerSection title="Last evaluations">
        <p className="dim">
          {(rule.evaluations ?? 0).toLocaleString()} since the start, {(rule.failures ?? 0).toLocaleString()} failed
          {(rule.retries ?? 0) > 0 && `, ${rule.retries!.toLocaleString()} tried again`}
          {(rule.timeouts ?? 0) > 0 && `, ${rule.timeouts!.toLocaleString()} timed out`}
          . The last one took {took(rule.evaluationTime)}, {percent(cost)} of a core.
        </p>
        <RuleRuns runs={rule.runs ?? []} />
      </DrawerSection>
    </>
  );
}

const alertsMax = 50;

function Alerts({ rule }: { rule: Rule }) {
  const alerts = rule.alerts ?? [];
  return (
    <DrawerSection title="Alerts">
      <Link href={alertsHref(rule)}>Those that fire on the Alerts page</Link>
      <ul className={classes.alerts}>
        {alerts.slice(0, alertsMax).map((alert, place) => (
          <li key={place} data-state={alert.state}>
            <b>{alert.state}</b>{' '}
            <span className="dim">
              for <Age since={Date.parse(alert.activeAt)} />, value {Number(alert.value).toLocaleString()}
            </span>
            <span className={classes.labels}>
              {Object.entries(alert.labels).filter(([name]) => name !== 'alertname').map(([name, value]) => (
                <LabelChip key={name} name={name} value={value} />
              ))}
            </span>
          </li>
        ))}
      </ul>
      {alerts.length > alertsMax && <p className="dim">and {(alerts.length - alertsMax).toLocaleString()} more</p>}
    </DrawerSection>
  );
}

function Texts({ title, texts }: { title: string; texts: Record<string, string> }) {
  const all = Object.entries(texts);
  if (all.length === 0) return null;
  return (
    <DrawerSection title={title}>
      <dl className={classes.texts}>
        {all.map(([name, value]) => <div key={name}><dt className="break">{name}</dt><dd><SafeText text={value} /></dd></div>)}
      </dl>
    </DrawerSection>
  );
}
