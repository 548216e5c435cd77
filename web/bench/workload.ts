import type { PostedAlert, Tocsin } from '../e2e/tocsin';

/** Groups of ten alerts each: what is called a thousand groups at ten thousand alerts. */
export const perGroup = 10;

export const config = `
route:
  receiver: ops
  group_by: [alertname, cluster]
  routes:
  - receiver: db
    matchers: [team="db"]
  - receiver: web
    matchers: [team="web"]
inhibit_rules:
- source_matchers: [alertname="ClusterGone"]
  target_matchers: [severity="warning"]
  equal: [cluster]
receivers:
- name: ops
- name: db
- name: web
`;

const subjects = ['Disk', 'Memory', 'Latency', 'Errors', 'Queue', 'Certificate', 'Replication', 'Backup', 'Restart', 'Throttle'];
const faults = ['Full', 'High', 'Late', 'Failing', 'Saturated'];
const teams = ['db', 'web', 'payments', 'search', 'platform', 'mobile', 'data'];
const severities = ['warning', 'warning', 'critical', 'info', 'warning'];

/** The alerts of one group: 50 names, and as many clusters as there are needed for the groups. */
export function alertOf(group: number, instance: string, begunAgo: number): PostedAlert {
  const name = group % 50;
  const cluster = Math.floor(group / 50);
  const alertname = `${subjects[name % 10]!}${faults[Math.floor(name / 10)]!}`;
  return {
    labels: {
      alertname,
      cluster: `eu-${cluster}`,
      severity: severities[group % severities.length]!,
      team: teams[group % teams.length]!,
      job: `${subjects[name % 10]!.toLowerCase()}-exporter`,
      instance: `10.${cluster % 250}.${name}.${instance}:9100`,
      environment: cluster % 4 === 0 ? 'staging' : 'production',
      prometheus: `monitoring/k8s-${cluster % 3}`,
    },
    annotations: {
      summary: `${alertname} on 10.${cluster % 250}.${name}.${instance}: 93.4 % for more than 15 minutes`,
      description: 'The value has been above the threshold of 90 % since then. The runbook says what to look at first.',
      runbook_url: `https://runbooks.example/${alertname}`,
    },
    startsAt: new Date(Date.now() - begunAgo).toISOString(),
    endsAt: new Date(Date.now() + 24 * 3_600_000).toISOString(),
  };
}

/** Fills a server: groups of ten, begun within the last day, one cluster of them silenced. */
export async function fill(url: string, post: Post, count: number): Promise<void> {
  const alerts: PostedAlert[] = [];
  for (let i = 0; i < count; i++) {
    // Spread by a prime, so that the newest are in groups all over.
    alerts.push(alertOf(Math.floor(i / perGroup), `${i % perGroup}`, 60_000 + ((i * 7919) % 86_000) * 1000));
  }

  for (let at = 0; at < alerts.length; at += 1000) await post(`${url}api/v2/alerts`, alerts.slice(at, at + 1000));
  await post(`${url}api/v2/silences`, {
    matchers: [{ name: 'cluster', value: 'eu-1', isRegex: false, isEqual: true }],
    startsAt: new Date().toISOString(),
    endsAt: new Date(Date.now() + 24 * 3_600_000).toISOString(),
    createdBy: 'bench',
    comment: 'one cluster is being moved',
  });
}

export type Post = (url: string, body: unknown) => Promise<void>;

export const post: Post = async (url, body) => {
  const response = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
};

/** Ends alerts and lets as many new ones begin, in groups all over, at a rate of changes a second. */
export class Churn {
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly ended: PostedAlert[] = [];
  private next = 0;
  private inFlight: Promise<void> = Promise.resolve();
  changes = 0;
  failed = '';

  constructor(
    private readonly server: Tocsin,
    private readonly groups: number,
    perSecond: number,
  ) {
    const pairs = perSecond / 20;
    this.timer = setInterval(() => void (this.inFlight = this.inFlight.then(() => this.step(pairs))), 100);
  }

  private async step(pairs: number): Promise<void> {
    const batch: PostedAlert[] = [];
    for (let i = 0; i < pairs; i++) {
      const group = (this.next * 389) % this.groups;
      const fresh = alertOf(group, `x${this.next++}`, 0);
      batch.push(fresh);
      this.ended.push(fresh);
      // Each lives for some seconds; at first those that were there from the beginning end.
      const old = this.ended.length > 1000 ? this.ended.shift()! : alertOf(group, `${this.next % perGroup}`, 0);
      batch.push({ labels: old.labels, endsAt: new Date().toISOString() });
    }

    this.changes += batch.length;
    await post(`${this.server.url}api/v2/alerts`, batch).catch((wrong: unknown) => void (this.failed = String(wrong)));
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.inFlight;
  }
}
