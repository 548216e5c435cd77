import { useMemo } from 'react';
import { setParams, usePlace } from '@/app/url';
import { secondsOf, stepFor } from './span';

/** What the address asks for. Times are Unix seconds, spans are seconds. */
export interface Asked {
  expr: string;
  tab: 'graph' | 'table';
  /** As it was written; `1h` if it is no span. */
  range: string;
  seconds: number;
  /** Undefined for now. */
  end: number | undefined;
  /** As it was written; empty for one that suits the range. */
  stepText: string;
  step: number;
  /** The series that are to be seen; all if empty. */
  only: readonly string[];
  /** Where the series are; empty for where they are if nothing is said. */
  backend: string;
}

export function askedOf(params: URLSearchParams): Asked {
  const range = secondsOf(params.get('range') ?? '') === undefined ? '1h' : params.get('range')!;
  const seconds = secondsOf(range)!;
  const end = Number(params.get('end') || Number.NaN);
  const stepText = secondsOf(params.get('step') ?? '') === undefined ? '' : params.get('step')!;
  return {
    expr: params.get('expr') ?? params.get('g0.expr') ?? '',
    tab: params.get('tab') === 'table' ? 'table' : 'graph',
    range,
    seconds,
    end: Number.isFinite(end) ? end : undefined,
    stepText,
    step: stepText === '' ? stepFor(seconds) : secondsOf(stepText)!,
    only: params.getAll('only'),
    backend: params.get('backend') ?? '',
  };
}

/** The address of the query page, read. Each change of it is a step back in the browser's history. */
export function useQueryAddress(): Asked {
  const { params } = usePlace();
  return useMemo(() => askedOf(params), [params]);
}

export const change = (values: Record<string, string | number | null | readonly string[]>) => setParams(values, {});
