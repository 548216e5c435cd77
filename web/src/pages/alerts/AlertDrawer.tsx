import { setParams } from '@/app/url';
import { SideDrawer } from '@/components/SideDrawer';
import { AlertDetail } from './AlertDetail';

interface Props {
  /** The alert; empty for none. */
  fingerprint: string;
  filter: readonly string[];
}

const close = () => setParams({ alert: null }, {});

/** One alert beside the others; on a phone in front of them. */
export function AlertDrawer({ fingerprint, filter }: Props) {
  return (
    <SideDrawer isOpen={fingerprint !== ''} close={close} label="Alert" size={680}>
      <AlertDetail key={fingerprint} fingerprint={fingerprint} filter={filter} close={close} />
    </SideDrawer>
  );
}
