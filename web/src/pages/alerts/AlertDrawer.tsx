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

/** One alert beside the others; on a phone in front of them. */
export function AlertDrawer({ fingerprint, filter }: Props) {
  const isNarrow = useMediaQuery('(max-width: 700px)') ?? false;
  return (
    <Drawer
      opened={fingerprint !== ''}
      onClose={() => setParams({ alert: null }, {})}
      position="right"
      size={isNarrow ? '100%' : 620}
      padding={0}
      withOverlay={isNarrow}
      lockScroll={isNarrow}
      trapFocus={isNarrow}
      closeOnClickOutside={false}
      withCloseButton={false}
      transitionProps={{ duration: 100 }}
      aria-label="Alert"
    >
      {fingerprint !== '' && <AlertDetail key={fingerprint} fingerprint={fingerprint} filter={filter} close={() => setParams({ alert: null }, {})} />}
    </Drawer>
  );
}
