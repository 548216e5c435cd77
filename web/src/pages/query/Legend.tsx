import type { Line } from '@/components/plotData';
import classes from './QueryPage.module.css';
import { change } from './useQueryAddress';

/** The series of a graph. One that is pressed is seen alone, with others that are pressed; none pressed are all. */
export function Legend({ lines, only }: { lines: readonly Line[]; only: readonly string[] }) {
  const toggle = (name: string) => change({ only: only.includes(name) ? only.filter((one) => one !== name) : [...only, name] });
  return (
    <ul className={classes.legend} aria-label="Series">
      {lines.map((line, place) => (
        <li key={place}>
          <button
            type="button"
            aria-pressed={only.includes(line.name)}
            data-off={(only.length > 0 && !only.includes(line.name)) || undefined}
            onClick={() => toggle(line.name)}
          >
            <svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" rx="2" fill={line.colour} /></svg>
            <span className="cut">{line.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
