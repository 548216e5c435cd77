import { hrefOf } from '@/app/url';
import { Attempts } from '@/components/Attempts';
import { Link } from '@/components/Link';
import { DrawerHead, DrawerSection, SideDrawer } from '@/components/SideDrawer';
import { ReceiverTest } from './ReceiverTest';

interface Props {
  /** The receiver; empty for none. */
  name: string;
  /** Undefined if there is no such receiver. */
  integrations: readonly string[] | undefined;
  close: () => void;
}

/** One receiver: a test of it, and what was sent to it with which outcome. */
export function ReceiverDrawer({ name, integrations, close }: Props) {
  return (
    <SideDrawer isOpen={name !== ''} close={close} label="Receiver">
      <DrawerHead title={name} close={close} />
      <DrawerSection key={name} title="Does it reach anybody?">
        {integrations === undefined && <p className="dim">The configuration has no such receiver.</p>}
        {integrations?.length === 0 && <p className="dim">It has no integrations: what is sent to it reaches nobody.</p>}
        {integrations && integrations.length > 0 && <ReceiverTest name={name} integrations={integrations} />}
      </DrawerSection>
      <DrawerSection title="Last attempts">
        <Attempts
          query={{ receiver: [name] }}
          empty="Nothing was sent to it yet."
          below={({ alerts: [first], alertCount, isTest }) => first && !isTest && (
            <span className="dim">
              <Link href={hrefOf('alerts', [], { alert: first.fingerprint })}>{first.labels['alertname'] ?? first.fingerprint}</Link>
              {alertCount > 1 && ` and ${alertCount - 1} more`}
            </span>
          )}
        />
      </DrawerSection>
    </SideDrawer>
  );
}
