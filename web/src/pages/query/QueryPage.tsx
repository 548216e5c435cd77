import { Button, SegmentedControl } from '@mantine/core';
import { IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useKeys } from '@/app/keys';
import { CodeField } from '@/components/editor/CodeField';
import { Graph } from './Graph';
import classes from './QueryPage.module.css';
import { RangeControls } from './RangeControls';
import { Table } from './Table';
import { change, useQueryAddress } from './useQueryAddress';

/** An expression as a graph or a table. What was run is in the address: back and forth go through what was asked. */
export default function QueryPage() {
  const asked = useQueryAddress();
  const [text, setText] = useState(asked.expr);
  const [runs, setRuns] = useState(0);
  // The present of this run: the same is asked until something else is, or the same anew.
  const now = useMemo(() => Date.now() / 1000, [asked.expr, asked.range, asked.end, asked.stepText, asked.tab, runs]);
  useEffect(() => setText(asked.expr), [asked.expr]);

  const run = () => {
    if (text !== asked.expr) change({ expr: text, 'g0.expr': null, only: [] });
    else setRuns((count) => count + 1);
  };
  useKeys({
    '/': ['The expression', () => document.querySelector<HTMLElement>('[aria-label=Expression]')?.focus()],
    r: ['Run it again', run],
    g: ['Graph', () => change({ tab: null })],
    t: ['Table', () => change({ tab: 'table' })],
    Escape: ['Leave the expression', () => (document.activeElement as HTMLElement | null)?.blur()],
  });

  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <CodeField
          kind="promql"
          label="Expression"
          placeholder={'Expression: rate(http_requests_total{job="api"}[5m])'}
          value={text}
          change={setText}
          submit={run}
          backend={asked.backend}
          isOneLine
        />
        <Button leftSection={<IconPlayerPlay size={16} />} onClick={run}>Run</Button>
      </div>
      <div className={classes.controls}>
        <SegmentedControl
          size="xs"
          aria-label="View"
          value={asked.tab}
          data={[{ value: 'graph', label: 'Graph' }, { value: 'table', label: 'Table' }]}
          onChange={(value) => change({ tab: value === 'graph' ? null : value })}
        />
        <RangeControls asked={asked} now={now} />
        {asked.backend !== '' && (
          <Button size="xs" variant="default" rightSection={<IconX size={13} />} onClick={() => change({ backend: null })}>
            <span className="cut">over {asked.backend}</span>
          </Button>
        )}
      </div>
      {asked.expr === ''
        ? <p className={classes.nothing}>Type an expression and press Enter. Names, labels and values are completed while you type.</p>
        : asked.tab === 'graph' ? <Graph asked={asked} now={now} again={run} /> : <Table asked={asked} now={now} again={run} />}
    </div>
  );
}
