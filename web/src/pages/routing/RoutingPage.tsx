import { Loader, Switch } from '@mantine/core';
import { useApi } from '@/api/hooks';
import { setParams, useListParam, useParam, usePlace } from '@/app/url';
import { FailureNote } from '@/components/FailureNote';
import { LabelForm } from './LabelForm';
import { ReceiverDrawer } from './ReceiverDrawer';
import { Receivers } from './Receivers';
import { RouteTree } from './RouteTree';
import classes from './RoutingPage.module.css';
import { landedOn, pruned, receiversOf, sumOf } from './tree';

/** Where alerts go: the tree of routes with what is live on each, and how the receivers at its ends are. */
export default function RoutingPage() {
  const { params } = usePlace();
  const [labels] = useListParam('label');
  const [receiver, setReceiver] = useParam('receiver');
  const onlyLive = params.get('live') === 'true';
  const { data, error, refetch } = useApi('GET /api/v2/routes', { query: { label: [...labels] } }, { every: 5_000, keep: true });
  const root = data && (onlyLive ? pruned(data.root) : data.root);
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <LabelForm labels={labels} />
        {error && <FailureNote failure={error} title={labels.length > 0 ? 'This could not be followed' : 'The routes could not be read'} again={() => void refetch()} />}
        {!data && !error && <Loader size="sm" m="lg" aria-label="Loading" />}
        {data?.labels && !error && <Goal landed={landedOn(data.root).map((node) => node.receiver)} />}
        {data && root && (
          <section className={classes.panel} aria-label="Routes">
            <header className={classes.head}>
              <h2>Routes</h2>
              <span className="dim">{sentence(sumOf(data.root))}</span>
              <Switch
                size="xs"
                className={classes.switch ?? ''}
                label="Only those with alerts"
                checked={onlyLive}
                onChange={(event) => setParams({ live: event.currentTarget.checked })}
              />
            </header>
            <RouteTree root={root} isAsked={data.labels !== null} open={setReceiver} />
          </section>
        )}
      </div>
      {data && <Receivers receivers={data.receivers} routes={receiversOf(data.root)} open={setReceiver} />}
      <ReceiverDrawer
        name={receiver}
        integrations={data?.receivers.find((one) => one.name === receiver)?.integrations}
        close={() => setReceiver('')}
      />
    </div>
  );
}

function sentence({ groups, alerts }: { groups: number; alerts: number }): string {
  if (alerts === 0) return 'Nothing is live.';
  const many = (count: number, word: string) => `${count.toLocaleString()} ${word}${count === 1 ? '' : 's'}`;
  // An alert that lands twice is in two groups and is counted for each.
  return `${many(groups, 'group')} with ${many(alerts, 'alert')}`;
}

function Goal({ landed }: { landed: readonly string[] }) {
  return (
    <p className={classes.goal} role="status">
      It goes to {landed.map((name, place) => <span key={place}>{place > 0 && ', '}<b className="break">{name}</b></span>)}.
    </p>
  );
}
