import { useMemo } from 'react';
import { useApi } from '@/api/hooks';

/** How many live alerts each silence holds back, by its id. */
export function useMuted(): ReadonlyMap<string, number> {
  const { data } = useApi('GET /api/v2/stream/values', { query: { name: '@silenced_by', limit: 1000 } }, { every: 5_000, keep: true });
  return useMemo(() => new Map(data?.values.map((one) => [one.value, one.alerts])), [data]);
}
