import { Button, Loader, Select, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useRef } from 'react';
import type { AnswerOf } from '@/api/client';
import { useApi } from '@/api/hooks';
import { useKeys } from '@/app/keys';
import { go, setParams, useParam, usePlace } from '@/app/url';
import { FailureNote } from '@/components/FailureNote';
import { editHref } from './addresses';
import { RuleDrawer } from './RuleDrawer';
import { RuleList } from './RuleList';
import classes from './RuleOverview.module.css';
import { type Kind, type Line, type Sort, kindTitles, kinds, kindsOf, linesOf, percent, searchOf, sorted, sorts } from './rules';

const pageSize = 200;

// 10,000 rules are 5 MB: they are asked for less often.
const paceOf = (answer: AnswerOf<'GET /api/v1/rules'> | undefined) =>
  (answer?.data.groups.reduce((sum, group) => sum + group.rules.length, 0) ?? 0) > 1_000 ? 60_000 : 10_000;

/** All rules that are asked for by group, and one of them beside. */
export function RuleOverview() {
  const { data, error, refetch } = useApi('GET /api/v1/rules', { query: { exclude_alerts: true } }, { every: paceOf });
  // It asks the store for every selector, and what it says changes slowly.
  const silent = useApi('GET /api/v1/rules', { query: { exclude_alerts: true, never_matched: true } }, { every: 60_000 });
  const { params } = usePlace();
  const [query, setQuery] = useParam('q');
  const [sortText] = useParam('sort', 'group');
  const sort = sortText in sorts ? (sortText as Sort) : 'group';
  const wanted = params.get('state') ?? '';
  const limit = Math.max(pageSize, Number(params.get('limit')) || 0);
  const search = useRef<HTMLInputElement>(null);

  const all = useMemo(() => linesOf(data?.data.groups ?? [], silent.data?.data.groups ?? []), [data, silent.data]);
  // The field answers first, the list follows.
  const settled = useDeferredValue(query);
  const named = useMemo(() => all.filter(searchOf(settled, [])), [all, settled]);
  const asked = kinds.filter((one) => wanted.split(',').includes(one));
  const found = useMemo(() => sorted(named.filter(searchOf('', asked)), sort), [named, wanted, sort]);
  useKeys({
    '/': ['Search', () => search.current?.focus()],
    n: ['New rule group', () => go(editHref('', ''))],
  });

  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <TextInput
          ref={search}
          className={classes.search ?? ''}
          size="sm"
          aria-label="Search"
          placeholder="Search: names, expressions, labels, errors"
          leftSection={<IconSearch size={16} />}
          value={query}
          spellCheck={false}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
        <Select
          size="sm"
          w={140}
          aria-label="Order"
          allowDeselect={false}
          value={sort}
          data={Object.entries(sorts).map(([value, label]) => ({ value, label }))}
          onChange={(value) => setParams({ sort: value === 'group' ? null : value })}
        />
        <Button size="sm" leftSection={<IconPlus size={16} />} onClick={() => go(editHref('', ''))}>New group</Button>
      </div>
      <KindChoice lines={named} wanted={asked} />
      {error && <FailureNote failure={error} title="The rules could not be read" again={() => void refetch()} />}
      {silent.error && !error && (
        <FailureNote failure={silent.error} title="Which rules match nothing could not be found out" again={() => void silent.refetch()} />
      )}
      {!data && !error && <Loader size="sm" m="lg" aria-label="Loading" />}
      {data && found.length === 0 && <Nothing all={all.length} />}
      <RuleList lines={found.slice(0, limit)} sort={sort} />
      {found.length > limit && (
        <Button className={classes.more ?? ''} variant="default" size="xs" onClick={() => setParams({ limit: limit + pageSize })}>
          {(found.length - limit).toLocaleString()} more
        </Button>
      )}
      <RuleDrawer />
    </div>
  );
}

function KindChoice({ lines, wanted }: { lines: readonly Line[]; wanted: readonly Kind[] }) {
  const counts = useMemo(() => {
    const found = new Map<Kind, number>();
    for (const line of lines) for (const kind of kindsOf(line)) found.set(kind, (found.get(kind) ?? 0) + 1);
    return found;
  }, [lines]);
  const cost = useMemo(() => lines.reduce((sum, line) => sum + line.cost, 0), [lines]);
  return (
    <div className={classes.kinds} role="group" aria-label="Rules by state">
      {kinds.map((kind) => (
        <button
          key={kind}
          type="button"
          className={classes.kind}
          data-kind={kind}
          data-some={counts.has(kind) || undefined}
          aria-pressed={wanted.includes(kind)}
          onClick={() => setParams({ state: kinds.filter((one) => (one === kind) !== wanted.includes(one)).join(',') }, {})}
        >
          <b className="number">{(counts.get(kind) ?? 0).toLocaleString()}</b> {kindTitles[kind]}
        </button>
      ))}
      {lines.length > 0 && (
        <span className="dim" title="By their last evaluations and intervals">
          {lines.length.toLocaleString()} {lines.length === 1 ? 'rule takes' : 'rules take'} {percent(cost)} of a core
        </span>
      )}
    </div>
  );
}

function Nothing({ all }: { all: number }) {
  return (
    <div className={classes.nothing}>
      <b>{all === 0 ? 'There are no rules.' : 'No rule is like that.'}</b>
      <span className="dim">
        {all === 0 ? 'Name rule files in tocsin.yml, or write a group here (n).' : `There are ${all.toLocaleString()} in all.`}
      </span>
    </div>
  );
}
