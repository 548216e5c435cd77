import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { setParams } from '@/app/url';
import { AlertDetail } from './AlertDetail';

interface Props {
  /** The alert; empty for none. */
  fingerprint: string;
  revision: number;
  filter: readonly string[];
}

const close = () => setParams({ alert: null }, {});

/** One alert beside the others; on a phone in front of them. */
export function AlertDrawer({ fingerprint, filter }: Props) {
  const isNarrow = useMediaQuery('(max-width: 700px)') ?? false;
  return (
    <Drawer.Root
      opened={fingerprint !== ''}
      onClose={close}
      position="right"
      size={isNarrow ? '100%' : 620}
      padding={0}
      lockScroll={isNarrow}
      trapFocus={isNarrow}
      closeOnClickOutside={false}
      transitionProps={{ duration: 100 }}
    >
      {isNarrow && <Drawer.Overlay />}
      <Drawer.Content aria-label="Alert">
        {fingerprint !== '' && <AlertDetail key={fingerprint} fingerprint={fingerprint} filter={filter} close={close} />}
      </Drawer.Content>
    </Drawer.Root>
  );
}
