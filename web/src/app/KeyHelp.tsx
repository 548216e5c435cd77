import { Kbd, Modal, Table } from '@mantine/core';
import { keysNow } from './keys';

/** The keys that work on the page at hand. */
export function KeyHelp({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Modal opened={opened} onClose={close} title="Keys" size="sm">
      <Table>
        <Table.Tbody>
          {opened && keysNow().map(([key, title]) => (
            <Table.Tr key={key}>
              <Table.Td w={90}><Kbd>{key === ' ' ? 'Space' : key}</Kbd></Table.Td>
              <Table.Td>{title}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
