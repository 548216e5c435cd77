import { memo } from 'react';
import { Age } from '@/components/Age';
import { type LiveGroup, valueOf } from '@/live/feed';
import { severityOf } from '@/live/severity';
import classes from './Tv.module.css';

/** One group in a few large words: what, how many, how bad, since when, and whose it is. */
export const Tile = memo(function Tile({ group }: { group: LiveGroup }) {
  const first = group.alerts[0];
  const name = valueOf(group.labels, 'alertname') || (first ? valueOf(first.labels, 'alertname') : '');
  const others = group.labels.filter(([label]) => label !== 'alertname').map(([, value]) => value);
  const severity = first ? severityOf(first.labels) : 'none';
  const team = first ? valueOf(first.labels, 'team') : '';
  const whose = [team, group.receiver ?? ''].filter((text, place, all) => text !== '' && all.indexOf(text) === place).join(' · ');
  const what = [name === '' ? '' : others.join(' '), first?.summary ?? ''].filter((text) => text !== '').join(': ');
  return (
    <section className={classes.tile} data-severity={severity} aria-label={name || 'Group'}>
      <div className={classes.head}>
        <h2 className={classes.name}>{name || others.join(' ') || 'Alerts'}</h2>
        {group.counts.active > 1 && <span className={`${classes.many} number`}>×{group.counts.active.toLocaleString()}</span>}
      </div>
      <div className={classes.what}>{what}</div>
      <div className={classes.foot}>
        <span className={classes.severity}>{first ? valueOf(first.labels, 'severity') : ''}</span>
        <span className="cut">{whose}</span>
        {first && <span className={classes.age}><Age since={first.startsAt} short /></span>}
      </div>
    </section>
  );
});
