import type { Operation } from '@/api/client';
import type { Base } from './draft';
import type { Saying } from './useSaying';

/** The group that is being changed, for what changes it otherwise than by its text. */
export interface KeptGroup {
  namespace: string;
  group: string;
  base: Base;
  /** Who changes it and why, as parameters. */
  query: Saying['query'];
  /** What has to be asked again afterwards. */
  touched: readonly Operation[];
}
