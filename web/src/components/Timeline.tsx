import { SafeText } from './SafeText';
import classes from './Timeline.module.css';

export interface Happening {
  /** Unix milliseconds. */
  at: number;
  text: string;
  /** A stable word for what it is; styles know some. */
  kind: string;
}

/** What happened, one line each, in the order given; days stand above their first line. */
export function Timeline({ events, empty = 'Nothing is written down.' }: { events: readonly Happening[]; empty?: string }) {
  if (events.length === 0) return <span className="dim">{empty}</span>;
  return (
    <ol className={classes.line}>
      {events.map((event, place) => {
        const day = new Date(event.at).toLocaleDateString();
        const isNewDay = place === 0 || new Date(events[place - 1]!.at).toLocaleDateString() !== day;
        return (
          <li key={place} className={classes.event} data-kind={event.kind}>
            {isNewDay && <span className={classes.day}>{day}</span>}
            <time className={classes.time} dateTime={new Date(event.at).toISOString()}>
              {new Date(event.at).toLocaleTimeString()}
            </time>
            <SafeText text={event.text} />
          </li>
        );
      })}
    </ol>
  );
}
