import { useQuery } from '@tanstack/react-query';
import { type Failure, type RuleVersion, api } from '@/api/client';
import type { Base } from './draft';

/** The versions of a group and the text that is in force. Read as one: the text is of the very version that is named. */
export function useKept(namespace: string, group: string) {
  const path = { namespace, group };
  return useQuery<{ versions: RuleVersion[]; base: Base }, Failure>({
    queryKey: ['GET /api/v1/rules/{namespace}/{group}/versions', path],
    queryFn: async ({ signal }) => {
      const { versions } = (await api('GET /api/v1/rules/{namespace}/{group}/versions', { path }, signal)).data;
      const newest = versions[0];
      if (!newest || newest.removed) return { versions, base: { text: '', version: 0 } };
      const version = String(newest.version);
      const text = await api('GET /api/v1/rules/{namespace}/{group}/versions/{version}', { path: { ...path, version } }, signal);
      return { versions, base: { text, version: newest.version } };
    },
  });
}
