import type { MouseEvent } from 'react';
import { severityOf } from '@/live/severity';
import classes from './LabelChip.module.css';

// What is no longer than this fits everywhere. The browser draws each clipped box as a layer of its own: where only long
// texts are clipped, a frame of the list costs it a millisecond, where every chip is, fifteen.
const short = 30;

interface Props {
  name: string;
  value: string;
  /** Told of a click; with Alt or Shift it is about everything else. */
  press?: (name: string, value: string, isDenied: boolean) => void;
}

/** A label as a small button that filters by it. Plain markup: a page has thousands. */
export function LabelChip({ name, value, press }: Props) {
  const severity = name === 'severity' ? severityOf([[name, value]]) : undefined;
  const isLong = name.length + value.length > short || undefined;
  const text = (
    <>
      {severity === undefined && <span className={classes.name}>{name}</span>}
      <span className={classes.value}>{value}</span>
    </>
  );
  if (!press) return <span className={classes.chip} data-severity={severity} data-long={isLong}>{text}</span>;
  return (
    <button
      type="button"
      className={classes.chip}
      data-severity={severity}
      data-long={isLong}
      title={`${name}="${value.slice(0, 300)}"\nClick: only these. Alt and click: all others.`}
      onClick={(event: MouseEvent) => {
        event.stopPropagation();
        press(name, value, event.altKey || event.shiftKey);
      }}
    >
      {text}
    </button>
  );
}
