import { SegmentedControl } from '@mantine/core';
import { useKeys } from '@/app/keys';
import { useParam } from '@/app/url';
import { Firing } from './Firing';
import { Messages } from './Messages';
import { Noisy } from './Noisy';
import classes from './OverviewPage.module.css';
import { OwnHealth } from './OwnHealth';

const spans: Record<string, number> = { day: 24, week: 168 };

/** Whether it is a quiet night: what fires and whose it is, what was sent, what makes noise, and how Tocsin itself is. */
export default function OverviewPage() {
  const [span, setSpan] = useParam('span', 'day');
  const hours = spans[span] ?? 24;
  useKeys({
    d: ['The last day', () => setSpan('day')],
    w: ['The last week', () => setSpan('week')],
  });
  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <Firing />
        <div>
          <SegmentedControl
            size="xs"
            aria-label="Span"
            value={span in spans ? span : 'day'}
            onChange={setSpan}
            data={[{ value: 'day', label: 'Last 24 hours' }, { value: 'week', label: 'Last 7 days' }]}
          />
        </div>
        <Messages hours={hours} />
      </div>
      <div className={classes.boards}>
        <OwnHealth />
        <Noisy hours={hours} />
      </div>
    </div>
  );
}
