import { useQuery } from '@tanstack/react-query';
import { type Attempt, type Failure, type StoryLine, api } from '@/api/client';

const pageSize = 1000;
const pagesMax = 5;

/** What there is, the newest first; `isCut` if there is more than is read. */
export interface Read<T> {
  items: T[];
  isCut: boolean;
}

async function readAll<T>(page: (after: string | undefined) => Promise<{ items: T[]; next: string | null }>): Promise<Read<T>> {
  const items: T[] = [];
  let after: string | undefined;
  for (let i = 0; i < pagesMax; i++) {
    const { items: more, next } = await page(after);
    items.push(...more);
    if (next === null) return { items, isCut: false };
    after = next;
  }
  return { items, isCut: true };
}

// Read anew each minute; the begin moves by the hour.
const often = { refetchInterval: 60_000, staleTime: 30_000 };
const isoOf = (hours: number) => new Date(Math.floor(Date.now() / 36e5) * 36e5 - (hours - 1) * 36e5).toISOString();

/** The messages of the last hours. */
export function useMessages(hours: number) {
  return useQuery<Read<Attempt>, Failure>({
    queryKey: ['messages', hours],
    ...often,
    queryFn: ({ signal }) => readAll(async (after) => {
      const query = { from: isoOf(hours), limit: pageSize, outcome: ['delivered', 'failed'], ...(after ? { after } : {}) };
      const answer = await api('GET /api/v2/notifications', { query }, signal);
      return { items: answer.notifications, next: answer.next };
    }),
  });
}

/** What became of alerts in the last hours. */
export function useHappened(hours: number) {
  return useQuery<Read<StoryLine>, Failure>({
    queryKey: ['happened', hours],
    ...often,
    queryFn: ({ signal }) => readAll(async (after) => {
      const query = { from: isoOf(hours), limit: pageSize, kind: ['alerts'], ...(after ? { after } : {}) };
      const answer = await api('GET /api/v2/history', { query }, signal);
      return { items: answer.events, next: answer.next };
    }),
  });
}
