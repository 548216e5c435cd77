import { parseArgs } from 'node:util';

export const parts = ['paint', 'data', 'typing', 'updates', 'scroll', 'peer', 'churn'] as const;
export type Part = (typeof parts)[number];

export interface Options {
  sizes: readonly number[];
  only: ReadonlySet<Part>;
  rounds: number;
  minutes: number;
  json: string;
}

export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '10000,50000' },
      only: { type: 'string', default: parts.join(',') },
      rounds: { type: 'string', default: '9' },
      minutes: { type: 'string', default: '5' },
      json: { type: 'string', default: '' },
    },
  });
  const only = new Set(values.only.split(',') as Part[]);
  const unknown = [...only].filter((one) => !parts.includes(one));
  if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}; there are ${parts.join(', ')}`);
  return {
    sizes: values.sizes.split(',').map(Number),
    only,
    rounds: Number(values.rounds),
    minutes: Number(values.minutes),
    json: values.json,
  };
}
