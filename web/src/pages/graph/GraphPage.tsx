import { useEffect } from 'react';
import { go, hrefOf, usePlace } from '@/app/url';

/** Prometheus's address of an expression, as alerts have it in their generator URL: leads to the query page. */
export default function GraphPage() {
  const { params } = usePlace();
  const expr = params.get('g0.expr') ?? '';
  const tab = params.get('g0.tab') === '1' || params.get('g0.tab') === 'table' ? 'table' : null;
  const range = params.get('g0.range_input');
  useEffect(() => go(hrefOf('query', [], { expr, tab, range }), { replace: true }), [expr, tab, range]);
  return null;
}
