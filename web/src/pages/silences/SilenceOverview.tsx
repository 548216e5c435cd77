import { Button, Select, TextInput } from '@mantine/core';
import { IconBellOff, IconPlus, IconSearch } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import type { Silence } from '@/api/client';
import { useApi } from '@/api/hooks';
import { useKeys } from '@/app/keys';
import { go, hrefOf, setParams, useParam, usePlace } from '@/app/url';
import { useServerNow } from '@/components/clock';
import { FailureNote } from '@/components/FailureNote';
import { Link } from '@/components/Link';
import { silenceHref } from '@/live/matchers';
import { type SilenceState, type Sort, searchOf, sorted, sorts, states } from './search';
import { SilenceDrawer } from './SilenceDrawer';
import { SilenceList } from './SilenceList';
import classes from './SilenceOverview.module.css';
import { useMuted } from './useMuted';

const pageSize = 200;

/** All silences that are asked for, and one of them beside. */
export function SilenceOverview({ opened }: { opened: string }) {
  const { data, error, refetch } = useApi('GET /api/v2/silences', {}, { every: 5_000 });
  const { params } = usePlace();
  const [query, setQuery] = useParam('q');
  const [sort] = useParam('sort', 'ends');
  const limit = Math.max(pageSize, Number(params.get('limit')) || pageSize);
  const wanted = statesOf(params.get('state'));
  const muted = useMuted();
  const search = useRef<HTMLInputElement>(null);
  const now = useServerNow();
  // Ages are searched by the minute: a list that is sorted anew each second would not stand still.
  const minute = Math.floor(now / 6e4);
  const found = useMemo(
    () => sorted((data ?? []).filter(searchOf(query, minute * 6e4)), sort in sorts ? (sort as Sort) : 'ends'),
    [data, query, minute, sort],
  );
  const shown = found.filter((one) => wanted.includes(one.status.state));
  useKeys({
    n: ['New silence', () => go(silenceHref([]))],
    '/': ['Search', () => search.current?.focus()],
  });

  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <TextInput
          ref={search}
          className={classes.search ?? ''}
          size="sm"
          aria-label="Search"
          placeholder={'Search: any words, team="db", by:ann, age>1d'}
          leftSection={<IconSearch size={16} />}
          value={query}
          spellCheck={false}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
        <Select
          size="sm"
          w={135}
          aria-label="Order"
          allowDeselect={false}
          value={sort in sorts ? sort : 'ends'}
          data={Object.entries(sorts).map(([value, label]) => ({ value, label }))}
          onChange={(value) => setParams({ sort: value === 'ends' ? null : value })}
        />
        <Button size="sm" leftSection={<IconPlus size={16} />} onClick={() => go(silenceHref([]))}>New silence</Button>
      </div>
      <StateChoice silences={found} wanted={wanted} />
      {error && <FailureNote failure={error} title="The silences could not be read" again={() => void refetch()} />}
      {data && shown.length === 0 && <Nothing all={data} />}
      {shown.length > 0 && <SilenceList silences={shown.slice(0, limit)} muted={muted} />}
      {shown.length > limit && (
        <Button className={classes.more ?? ''} variant="default" size="xs" onClick={() => setParams({ limit: limit + pageSize })}>
          {(shown.length - limit).toLocaleString()} more
        </Button>
      )}
      <SilenceDrawer id={opened} known={data?.find((one) => one.id === opened)} close={() => go(hrefOf('silences', [], params))} />
    </div>
  );
}

const usual: readonly SilenceState[] = ['active', 'pending'];

function statesOf(text: string | null): readonly SilenceState[] {
  return text === null ? usual : states.filter((one) => text.split(',').includes(one));
}

function StateChoice({ silences, wanted }: { silences: readonly Silence[]; wanted: readonly SilenceState[] }) {
  const press = (state: SilenceState) => {
    const next = states.filter((one) => (one === state) !== wanted.includes(one));
    const isUsual = next.length === usual.length && usual.every((one) => next.includes(one));
    setParams({ state: isUsual ? null : next.join(',') || 'none' }, {});
  };
  return (
    <div className={classes.states} role="group" aria-label="Silences by state">
      {states.map((state) => (
        <button key={state} type="button" className={classes.state} aria-pressed={wanted.includes(state)} onClick={() => press(state)}>
          <b className="number">{silences.filter((one) => one.status.state === state).length.toLocaleString()}</b> {state}
        </button>
      ))}
    </div>
  );
}

function Nothing({ all }: { all: readonly Silence[] }) {
  return (
    <div className={classes.nothing}>
      <IconBellOff size={28} stroke={1.3} aria-hidden="true" />
      <b>{all.length === 0 ? 'Nothing is silenced.' : 'No silence is like that.'}</b>
      <span className="dim">
        {all.length === 0
          ? <>A silence holds back the notifications of alerts. Make one <Link underline="always" href={silenceHref([])}>by hand</Link> or with s from an alert.</>
          : `There are ${all.length.toLocaleString()} in all, those that are over among them.`}
      </span>
    </div>
  );
}
