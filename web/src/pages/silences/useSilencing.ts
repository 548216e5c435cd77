import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Silence, Failure, api } from '@/api/client';
import { extendedBody } from './draft';

/** What went wrong with which silences. */
export interface Failed {
  what: string;
  ids: readonly string[];
  failure: Error;
}

/** Changes of silences, of one or of many: what fails is said and stays chosen. */
export function useSilencing() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Failed | null>(null);

  // A few at a time: a hundred requests at once would queue up in the browser anyhow.
  const forAll = async (what: string, silences: readonly Silence[], one: (silence: Silence) => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setFailed(null);
    const left = [...silences];
    const ids: string[] = [];
    let failure: Error | null = null;
    const work = async () => {
      for (let silence = left.shift(); silence; silence = left.shift()) {
        try {
          await one(silence);
        } catch (wrong) {
          ids.push(silence.id);
          failure ??= wrong instanceof Failure ? wrong : new Failure(String(wrong), '', 0);
        }
      }
    };
    await Promise.all([work(), work(), work(), work()]);
    await client.invalidateQueries({ queryKey: ['GET /api/v2/silences'] });
    await client.invalidateQueries({ queryKey: ['GET /api/v2/silence/{id}'] });
    setBusy(false);
    if (failure) setFailed({ what, ids, failure });
    return failure === null;
  };

  return {
    busy,
    failed,
    expire: (silences: readonly Silence[]) =>
      forAll(silences.length === 1 ? 'The silence was not expired' : 'Not all silences were expired', silences, (one) =>
        api('DELETE /api/v2/silence/{id}', { path: { id: one.id } })),
    extend: (silence: Silence, by: number) =>
      forAll('The silence was not extended', [silence], (one) =>
        api('POST /api/v2/silences', { body: extendedBody(one, by, Date.now()) })),
  };
}

/** Whether the API can change it: with several sets of matchers it would lose all but one. */
export function isPlain(silence: Silence): boolean {
  return (silence.matcherSets?.length ?? 1) <= 1;
}
