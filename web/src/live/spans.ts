import { api } from '@/api/client';

// When alerts fired lately, asked for many alerts at once. What is over does not change, so it is asked once for each
// firing of an alert that is shown; since when it fires now is in the stream.

/** Begins and ends in Unix milliseconds; null for not yet. */
export interface Past {
  /** From when on everything is known. */
  since: number;
  spans: readonly (readonly [number, number | null])[];
}

type Ask = (fingerprints: string[]) => Promise<{ since: number; alerts: Record<string, (readonly [number, number | null])[]> }>;

const batch = 200;
const keptMax = 5_000;

/** Gathers what is wanted for a moment, asks once, and remembers. */
export class PastBook {
  private readonly known = new Map<string, Past>();
  private readonly wanted = new Map<string, { fingerprint: string; listeners: Set<() => void> }>();
  private readonly asked = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly ask: Ask,
    private readonly wait = 100,
  ) {}

  /** What is known of this firing of an alert; undefined for not yet. */
  get(fingerprint: string, startsAt: number): Past | undefined {
    return this.known.get(keyOf(fingerprint, startsAt));
  }

  /** Wants it, and tells when it is there. What is wanted no more by the time of asking is not asked. */
  want(fingerprint: string, startsAt: number, listener: () => void): () => void {
    const key = keyOf(fingerprint, startsAt);
    const one = this.wanted.get(key) ?? { fingerprint, listeners: new Set() };
    this.wanted.set(key, one);
    one.listeners.add(listener);
    if (!this.known.has(key) && !this.asked.has(key)) this.timer ??= setTimeout(() => void this.run(), this.wait);
    return () => {
      one.listeners.delete(listener);
      if (one.listeners.size === 0) this.wanted.delete(key);
    };
  }

  private async run(): Promise<void> {
    this.timer = undefined;
    const open = [...this.wanted].filter(([key]) => !this.known.has(key) && !this.asked.has(key)).slice(0, batch);
    if (open.length === 0) return;
    for (const [key] of open) this.asked.add(key);
    try {
      const { since, alerts } = await this.ask([...new Set(open.map(([, { fingerprint }]) => fingerprint))]);
      for (const [key, { fingerprint }] of open) this.known.set(key, { since, spans: alerts[fingerprint] ?? [] });
      for (const key of this.known.keys()) if (this.known.size > keptMax && !this.wanted.has(key)) this.known.delete(key);
      for (const [, { listeners }] of open) for (const listener of listeners) listener();
      // More than fits into one request.
      this.timer ??= setTimeout(() => void this.run(), 0);
    } catch {
      // The connection's banner tells; who is drawn again asks again.
    } finally {
      for (const [key] of open) this.asked.delete(key);
    }
  }
}

function keyOf(fingerprint: string, startsAt: number): string {
  return `${fingerprint}/${startsAt}`;
}

export const pastBook = new PastBook((fingerprint) => api('GET /api/v2/alerts/spans', { query: { fingerprint } }));

const day = 864e5;

/** The strip's spans within the last day, as parts of it from 0 to 1, with what fires now. */
export function partsOf(past: Past | undefined, startsAt: number, now: number): { parts: (readonly [number, number])[]; unknown: number } {
  const from = now - day;
  const place = (at: number) => Math.min(1, Math.max(0, (at - from) / day));
  const parts: [number, number][] = [];
  // The journal may not have heard of the last begin yet; and what it says is open may be this one.
  const all = [...(past?.spans ?? []), [startsAt, null] as const]
    .map(([begin, end]): [number, number] => [place(begin), place(end ?? now)]);
  for (const part of all.sort((a, b) => a[0] - b[0])) {
    const last = parts.at(-1);
    if (part[1] === 0) continue;
    if (last && part[0] <= last[1]) parts[parts.length - 1] = [Math.min(last[0], part[0]), Math.max(last[1], part[1])];
    else parts.push([...part]);
  }
  return { parts, unknown: past ? Math.min(place(past.since), parts[0]?.[0] ?? 1) : 0 };
}

/** How often it fired in the last day and for how long in all, for who cannot see the strip. */
export function toldOf(parts: readonly (readonly [number, number])[], spell: (ms: number) => string): string {
  const sum = parts.reduce((all, [from, to]) => all + to - from, 0) * day;
  return `Fired ${parts.length === 1 ? 'once' : `${parts.length} times`} in the last 24 hours, for ${spell(sum)} in all`;
}
