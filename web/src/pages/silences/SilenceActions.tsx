import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconClockPlus, IconPencil, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Silence } from '@/api/client';
import { go, hrefOf } from '@/app/url';
import { FailureNote } from '@/components/FailureNote';
import { spanOf } from './draft';
import classes from './SilenceList.module.css';
import { isPlain, useSilencing } from './useSilencing';

const spans = ['30m', '1h', '4h', '1d', '1w'];

/** Extend, edit, expire. What ends something is asked twice. */
export function SilenceActions({ silence }: { silence: Silence }) {
  const { busy, failed, expire, extend } = useSilencing();
  const [isSure, setSure] = useState(false);
  const [last, setLast] = useState<() => void>(() => () => undefined);
  const isOver = silence.status.state === 'expired';
  const plain = isPlain(silence);
  const run = (work: () => Promise<boolean>) => {
    setLast(() => () => void work());
    void work().then(() => setSure(false));
  };

  return (
    <div className={classes.actions}>
      {isSure ? (
        <>
          <Button size="compact-xs" color="red" loading={busy} onClick={() => run(() => expire([silence]))}>Expire now</Button>
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => setSure(false)}>No</Button>
        </>
      ) : (
        <>
          <Menu position="bottom-end" withinPortal disabled={!plain}>
            <Menu.Target>
              <Button
                size="compact-xs"
                variant="default"
                loading={busy}
                disabled={!plain}
                leftSection={<IconClockPlus size={14} />}
              >
                {isOver ? 'Again' : 'Extend'}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {spans.map((span) => (
                <Menu.Item key={span} onClick={() => run(() => extend(silence, spanOf(span)))}>{isOver ? `for ${span}` : `by ${span}`}</Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Tooltip label={plain ? 'Edit' : 'It has several sets of matchers, which cannot be edited here'}>
            <ActionIcon
              size={24}
              variant="default"
              aria-label="Edit"
              disabled={!plain}
              onClick={() => go(hrefOf('silences', [silence.id, 'edit']))}
            >
              <IconPencil size={14} />
            </ActionIcon>
          </Tooltip>
          {!isOver && (
            <Tooltip label="Expire">
              <ActionIcon size={24} variant="default" aria-label="Expire" onClick={() => setSure(true)}><IconX size={14} /></ActionIcon>
            </Tooltip>
          )}
        </>
      )}
      {failed && <FailureNote failure={failed.failure} title={failed.what} again={last} />}
    </div>
  );
}
