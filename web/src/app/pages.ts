import { IconBellOff, IconBellRinging, IconChartLine, IconGauge, IconListCheck, IconRoute } from '@tabler/icons-react';
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** One page: its folder below src/pages is the first part of its address. */
export interface Page {
  path: string;
  title: string;
  icon: ComponentType<{ size?: number; stroke?: number }>;
  /** With `tv=true` in the address it is shown without the frame. */
  hasTv?: boolean;
  view: LazyExoticComponent<ComponentType>;
  /** Only an address that others know, with no entry in the navigation. */
  isHidden?: boolean;
}

/** The pages in the order of the river. A page that does not exist has no line. The first one is the start. */
export const pages: readonly Page[] = [
  { path: 'alerts', title: 'Alerts', icon: IconBellRinging, hasTv: true, view: lazy(() => import('@/pages/alerts/AlertsPage')) },
  { path: 'silences', title: 'Silences', icon: IconBellOff, view: lazy(() => import('@/pages/silences/SilencesPage')) },
  { path: 'routing', title: 'Routing', icon: IconRoute, view: lazy(() => import('@/pages/routing/RoutingPage')) },
  { path: 'rules', title: 'Rules', icon: IconListCheck, view: lazy(() => import('@/pages/rules/RulesPage')) },
  { path: 'query', title: 'Query', icon: IconChartLine, view: lazy(() => import('@/pages/query/QueryPage')) },
  { path: 'graph', title: 'Query', icon: IconChartLine, view: lazy(() => import('@/pages/graph/GraphPage')), isHidden: true },
  { path: 'overview', title: 'Overview', icon: IconGauge, view: lazy(() => import('@/pages/overview/OverviewPage')) },
];
