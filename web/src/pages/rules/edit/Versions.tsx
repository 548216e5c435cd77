import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Failure, type RuleDoubts, type RuleVersion, api } from '@/api/client';
import { useApi, useSend } from '@/api/hooks';
import { setParams, useParam } from '@/app/url';
import { Age } from '@/components/Age';
import { Diff } from '@/components/Diff';
import { FailureNote } from '@/components/FailureNote';
import { Who } from '@/components/People';
import { guardOf } from './draft';
import { DryRunReport } from './DryRun';
import classes from './EditPage.module.css';
import type { KeptGroup } from './kept';

interface Props extends KeptGroup {
  versions: readonly RuleVersion[];
}

/** Who brought which version when and why; one of them can be looked at and brought back. */
export function Versions({ versions, ...more }: Props) {
  const [chosen, choose] = useParam('version');
  return (
    <ol className={classes.versions}>
      {versions.map((one) => {
        const name = String(one.version);
        const isInForce = one.version === more.base.version;
        return (
          <li key={name}>
            <button
              type="button"
              aria-expanded={chosen === name}
              disabled={one.removed || isInForce}
              onClick={() => choose(chosen === name ? '' : name)}
            >
              {one.removed ? 'Removed' : `Version ${name}`}
            </button>
            <span className="dim"><Age since={Date.parse(one.at)} short /> ago by</span> <Who name={one.by} kind="person" />
            {isInForce && <span className={classes.inForce}>in force</span>}
            {one.restoredFrom !== undefined && <span className="dim">version {one.restoredFrom} again</span>}
            {one.comment !== '' && <span className={classes.comment}>{one.comment}</span>}
            {chosen === name && !one.removed && !isInForce && <Old version={one.version} {...more} />}
          </li>
        );
      })}
    </ol>
  );
}

function Old({ version, namespace, group, base, query, touched }: KeptGroup & { version: number }) {
  const path = { namespace, group };
  const old = useApi('GET /api/v1/rules/{namespace}/{group}/versions/{version}', { path: { ...path, version: String(version) } });
  const trial = useQuery<RuleDoubts | undefined, Failure>({
    queryKey: ['bring back', path, version, base.version],
    queryFn: async ({ signal }) => {
      const { data } = await api('POST /api/v1/rules/{namespace}/{group}/rollback', { path, query: { version, dry_run: true } }, signal);
      return 'now' in data ? data : undefined;
    },
  });
  const back = useSend('POST /api/v1/rules/{namespace}/{group}/rollback', touched);
  const press = () => back.mutate(
    { path, query: { version, ...query() }, headers: guardOf(base, false) },
    { onSuccess: () => setParams({ version: null }) },
  );
  return (
    <div className={classes.old}>
      {old.error && <FailureNote failure={old.error} title="That version could not be read" again={() => void old.refetch()} />}
      {old.data !== undefined
        ? <Diff before={base.text} after={old.data} label={`What version ${version} would change`} />
        : !old.error && <Loader size="xs" aria-label="Loading" />}
      {trial.data && <DryRunReport report={trial.data} />}
      {trial.error && <FailureNote failure={trial.error} title="It could not be tried" again={() => void trial.refetch()} />}
      {back.error && <FailureNote failure={back.error} title="It was not brought back" again={press} />}
      <Button size="xs" mt="xs" loading={back.isPending} onClick={press}>Bring version {version} back</Button>
    </div>
  );
}
