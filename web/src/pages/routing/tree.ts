import type { RouteNode } from '@/api/client';

/** What is live on a route and all routes below it. */
export interface Sum {
  groups: number;
  alerts: number;
  active: number;
}

export function sumOf(node: RouteNode): Sum {
  const sum = { groups: node.groups, alerts: node.alerts, active: node.active };
  for (const child of node.routes) {
    const below = sumOf(child);
    sum.groups += below.groups;
    sum.alerts += below.alerts;
    sum.active += below.active;
  }
  return sum;
}

/** The tree without what has no live alert on or below it; a route that the labels reach stays. */
export function pruned(node: RouteNode): RouteNode {
  const isReached = (one: RouteNode) => one.verdict === 'landed' || one.verdict === 'passedDown';
  return { ...node, routes: node.routes.filter((one) => sumOf(one).alerts > 0 || isReached(one)).map(pruned) };
}

/** Where the labels land, in the order in which messages go out. */
export function landedOn(node: RouteNode): RouteNode[] {
  return [...(node.verdict === 'landed' ? [node] : []), ...node.routes.flatMap(landedOn)];
}

/** All receivers that a route leads to, each with how many routes do. */
export function receiversOf(node: RouteNode, counts = new Map<string, number>()): Map<string, number> {
  counts.set(node.receiver, (counts.get(node.receiver) ?? 0) + 1);
  for (const child of node.routes) receiversOf(child, counts);
  return counts;
}
