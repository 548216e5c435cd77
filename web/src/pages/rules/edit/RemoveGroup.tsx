import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import { FailureNote } from '@/components/FailureNote';
import { guardOf } from './draft';
import type { KeptGroup } from './kept';

/** Takes a group out of force, once somebody said it twice. Its versions stay. */
export function RemoveGroup({ namespace, group, base, query, touched }: KeptGroup) {
  const [isSure, setSure] = useState(false);
  const remove = useSend('DELETE /api/v1/rules/{namespace}/{group}', touched);
  const press = () => remove.mutate({ path: { namespace, group }, query: query(), headers: guardOf(base, false) });
  if (!isSure) return <Button variant="subtle" color="red" onClick={() => setSure(true)}>Remove…</Button>;
  return (
    <>
      <Button color="red" loading={remove.isPending} onClick={press}>Yes, remove the group</Button>
      <Button variant="subtle" color="gray" onClick={() => setSure(false)}>No</Button>
      {remove.error && <FailureNote failure={remove.error} title="It was not removed" again={press} />}
    </>
  );
}
