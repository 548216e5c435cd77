import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useKeys } from '@/app/keys';
import { setParams } from '@/app/url';
import { textOf } from '@/live/matchers';
import { labelsOf } from './labels';
import classes from './RoutingPage.module.css';

/** Where would this label set go? The labels are in the address. */
export function LabelForm({ labels }: { labels: readonly string[] }) {
  const asked = labels.join(', ');
  const [typed, setTyped] = useState(asked);
  const [fault, setFault] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(asked), [asked]);
  useKeys({ '/': ['Where would these labels go?', () => input.current?.focus()] });
  const ask = () => {
    const read = labelsOf(typed);
    setFault(read.fault);
    if (read.fault === undefined) setParams({ label: read.labels.map(([name, value]) => textOf({ name, op: '=', value })) }, {});
  };
  return (
    <form className={classes.ask} aria-label="Where would it go" onSubmit={(event) => (event.preventDefault(), ask())}>
      <TextInput
        ref={input}
        className={classes.field ?? ''}
        label="Where would an alert with these labels go?"
        placeholder={'alertname="DiskFull", team="db", severity="critical"'}
        value={typed}
        error={fault}
        spellCheck={false}
        autoCapitalize="off"
        onChange={(event) => (setTyped(event.currentTarget.value), setFault(undefined))}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        rightSection={labels.length > 0 && (
          <ActionIcon size="sm" variant="subtle" color="gray" aria-label="Ask nothing" onClick={() => setParams({ label: [] }, {})}>
            <IconX size={15} />
          </ActionIcon>
        )}
      />
      <Button type="submit">Follow</Button>
    </form>
  );
}
