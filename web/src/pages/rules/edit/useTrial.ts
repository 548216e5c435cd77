import { useMemo } from 'react';
import type { Failure, RuleDoubts } from '@/api/client';
import { useSend } from '@/api/hooks';
import { type Fault, faultsIn } from '@/components/editor/places';
import { type Base, doubtsOf, guardOf } from './draft';

/** What a dry run of the text as it stands came to. */
export interface Trial {
  run: () => void;
  isRunning: boolean;
  /** Only of the very text that stands there. */
  report: RuleDoubts | undefined;
  faults: readonly Fault[];
  doubts: readonly Fault[];
  /** Why it could not be tried, other than that the text is wrong. */
  failure: Failure | null;
  /** The headers with which this text may be saved. */
  guard: Record<string, string>;
}

/** Tries a text without putting it in force. */
export function useTrial(namespace: string, group: string, text: string, base: Base): Trial {
  const send = useSend('POST /api/v1/rules/{namespace}');
  const asked = send.variables as { body: string; path: { namespace: string } } | undefined;
  const isOfThis = asked?.body === text && asked.path.namespace === namespace;
  const answer = isOfThis && send.data && 'now' in send.data.data ? send.data.data : undefined;
  const refusal = isOfThis && send.error?.status === 400 ? send.error : null;
  const faults = useMemo(() => (refusal ? faultsIn(refusal.what, namespace) : []), [refusal, namespace]);
  const doubts = useMemo(() => (answer ? doubtsOf(answer.doubts, namespace) : []), [answer, namespace]);
  return {
    run: () => namespace !== '' && send.mutate({ path: { namespace }, query: { dry_run: true }, body: text }),
    isRunning: send.isPending,
    report: answer,
    faults,
    doubts,
    failure: refusal === null && isOfThis ? send.error : null,
    guard: guardOf(base, answer !== undefined && group !== '' && answer.group !== group),
  };
}
