// The `load` section: phases that run in order.

import * as z from 'zod';
import { choice, positiveDuration, rate, share, strict } from './leaf.ts';

const arrivals = choice(['constant', 'poisson']).default('poisson').meta({
  description: 'poisson: independent arrivals, as from many users; constant: evenly spaced. Default poisson.',
});
const duration = positiveDuration.meta({ description: 'How long the phase lasts.' });

const phase = z.union(
  [
    strict(
      {
        saturate: positiveDuration.meta({
          description: 'Keep the queue full for this long and measure the capacity.',
        }),
      },
      '{ saturate: 3s }',
    ),
    strict(
      {
        utilization: share({ above: 0, most: 2, words: 'a share above 0% and at most 200%' }).meta({
          description: 'Rate as a share of the capacity that the last saturate phase measured.',
        }),
        arrivals,
        duration,
      },
      '{ utilization: 70%, duration: 5s }',
    ),
    strict(
      { rate: rate.meta({ description: 'Tasks sent a second.' }), arrivals, duration },
      '{ rate: 500/s, duration: 5s }',
    ),
  ],
  { error: '{ saturate: 3s }, { utilization: 70%, duration: 5s } or { rate: 500/s, duration: 5s }' },
);

/** When tasks arrive. */
export const loadSection = z
  .array(phase, { error: 'a list of phases such as [{ saturate: 3s }]' })
  .min(1, { error: 'at least one phase such as { saturate: 3s }' })
  .max(100, { error: 'at most 100 phases' })
  .meta({ description: 'Phases of load, run in order against every cell.' });

export type LoadSection = z.output<typeof loadSection>;
