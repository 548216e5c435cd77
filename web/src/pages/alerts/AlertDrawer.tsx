import { memo } from 'react';
import { setParams } from '@/app/url';
import { SideDrawer } from '@/components/SideDrawer';
import { AlertDetail } from './AlertDetail';

interface Props {
  /** The alert; empty for none. */
  fingerprint: string;
}

const close = () => setParams({ alert: null }, {});

/** One alert beside the others; on a phone in front of them. */
export const AlertDrawer = memo(function AlertDrawer({ fingerprint }: Props) {
  return (
    <SideDrawer isOpen={fingerprint !== ''} close={close} label="Alert" size={680}>
      <AlertDetail key={fingerprint} fingerprint={fingerprint} close={close} />
    </SideDrawer>
  );
});
