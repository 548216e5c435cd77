import { useMemo, useState } from 'react';
import { TextInput } from '@mantine/core';
import { useApi } from '@/api/hooks';
import { Age } from '@/components/Age';
import { FailureNote } from '@/components/FailureNote';
import { type Health, healthOf } from '@/live/health';
import classes from './Receivers.module.css';

interface Props {
  receivers: readonly { name: string; integrations: string[] }[];
  /** How many routes lead to each. */
  routes: ReadonlyMap<string, number>;
  open: (receiver: string) => void;
}

const words: Record<Health['state'], string> = { ok: 'delivers', failing: 'fails', mixed: 'fails in part', none: 'nothing sent lately' };

/** The receivers, each with how its last messages went. */
export function Receivers({ receivers, routes, open }: Props) {
  const { data, error, refetch } = useApi('GET /api/v2/notifications', { query: { limit: 500 } }, { every: 10_000 });
  const health = useMemo(() => healthOf(data?.notifications ?? []), [data]);
  const [search, setSearch] = useState('');
  const shown = receivers.filter((one) => one.name.toLowerCase().includes(search.toLowerCase()));
  return (
    <section className={classes.panel} aria-label="Receivers">
      <h2>Receivers</h2>
      {error && <FailureNote failure={error} title="What was sent could not be read" again={() => void refetch()} />}
      {receivers.length > 15 && (
        <TextInput size="xs" mb="xs" aria-label="Find a receiver" placeholder="Find" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      )}
      <ul className={classes.list}>
        {shown.map((one) => {
          const lately = health.get(one.name);
          const state = lately?.state ?? 'none';
          const last = lately && [...lately.last.values()][0];
          return (
            <li key={one.name}>
              <button type="button" className={classes.receiver} data-state={state} onClick={() => open(one.name)}>
                <span className={classes.dot} aria-hidden="true" />
                <span className={classes.text}>
                  <b className="break">{one.name}</b>
                  <span className="dim">
                    {one.integrations.length === 0 ? 'tells nobody' : one.integrations.join(', ')}
                    {!routes.has(one.name) && ' · no route leads here'}
                  </span>
                </span>
                <span className={classes.state}>
                  {one.integrations.length > 0 && <span>{words[state]}</span>}
                  {last && <span className="dim"><Age since={Date.parse(last.at)} short /> ago</span>}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
