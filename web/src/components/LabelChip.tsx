import type { MouseEvent } from 'react';
import { severityOf } from '@/live/severity';
import classes from './LabelChip.module.css';

interface Props {
  name: string;
  value: string;
  /** Told of a click; with Alt or Shift it is about everything else. */
  press?: (name: string, value: string, isDenied: boolean) => void;
}

/** A label as a small button that filters by it. Plain markup: a page has thousands. */
export function LabelChip({ name, value, press }: Props) {
  const severity = name === 'severity' ? severityOf([[name, value]]) : undefined;
  const text = (
    <>
      {severity === undefined && <span className={classes.name}>{name}</span>}
      <span className={classes.value}>{value}</span>
    </>
  );
  if (!press) return <span className={classes.chip} data-severity={severity}>{text}</span>;
  return (
    <button
      type="button"
      className={classes.chip}
      data-severity={severity}
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
