import { IconBellOff, IconBellRinging, IconChartLine, IconGauge, IconListCheck, IconRoute } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import AlertsPage from '@/pages/alerts/AlertsPage';
import { type Later, atOnce, later } from './later';

/** One page: its folder below src/pages is the first part of its address. */
export interface Page {
  path: string;
  title: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** With `tv=true` in the address it is shown without the frame. */
  hasTv?: boolean;
  part: Later;
  /** Only an address that others know, with no entry in the navigation. */
  isHidden?: boolean;
}

/** The pages in the order of the river. A page that does not exist has no line. The first one is the start, and there at once. */
export const pages: readonly Page[] = [
  { path: 'alerts', title: 'Alerts', icon: IconBellRinging, hasTv: true, part: atOnce(AlertsPage) },
  { path: 'silences', title: 'Silences', icon: IconBellOff, part: later(() => import('@/pages/silences/SilencesPage')) },
  { path: 'routing', title: 'Routing', icon: IconRoute, part: later(() => import('@/pages/routing/RoutingPage')) },
  { path: 'rules', title: 'Rules', icon: IconListCheck, part: later(() => import('@/pages/rules/RulesPage')) },
  { path: 'query', title: 'Query', icon: IconChartLine, part: later(() => import('@/pages/query/QueryPage')) },
  { path: 'graph', title: 'Query', icon: IconChartLine, part: later(() => import('@/pages/graph/GraphPage')), isHidden: true },
  { path: 'overview', title: 'Overview', icon: IconGauge, part: later(() => import('@/pages/overview/OverviewPage')) },
];
