import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Failure } from '@/api/client';

interface Props {
  failure: Error;
  /** What was being done, as the title: "The silence was not made". */
  title?: string;
  again?: () => void;
}

/** Says what failed and what to do. It stands beside a form and takes nothing from it. */
export function FailureNote({ failure, title, again }: Props) {
  const what = failure instanceof Failure ? failure.what : failure.message;
  const advice = failure instanceof Failure ? failure.advice : '';
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle size={18} />} title={title ?? 'This did not work'} m="sm">
      <Text size="sm" className="break">{what}</Text>
      {advice !== '' && <Text size="sm" c="dimmed">{advice}</Text>}
      {again && (
        <Group mt="xs">
          <Button size="compact-sm" variant="light" color="red" onClick={again}>Try again</Button>
        </Group>
      )}
    </Alert>
  );
}
