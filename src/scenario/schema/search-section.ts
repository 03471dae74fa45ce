// `search` in a phase of load: look for the highest rate that keeps a goal.

import { positiveDuration, share, strict, text } from './leaf.ts';

export const SEARCH_EXAMPLE = "{ search: { slo: 'p95(wait) < 500ms' } }";

const setting = strict(
  {
    slo: text('a goal such as p95(wait) < 500ms', 1000).meta({
      description: 'The goal to keep: a percentile or the mean of wait or end_to_end, below a duration.',
    }),
    precision: share({ above: 0, most: 0.5, words: 'a share above 0% and at most 50%' })
      .prefault('5%')
      .meta({ description: 'How narrow the bracket around the answer must be. Default 5%.' }),
    probe: positiveDuration.prefault('3s').meta({
      description: 'Longest time of one probe; a clear one ends earlier. Default 3s.',
    }),
  },
  "a search such as { slo: 'p95(wait) < 500ms' }",
);

/** The phase of load. */
export const searchSection = strict(
  {
    search: setting.meta({
      description:
        'Find the highest rate of Poisson arrivals that keeps a goal, by saturation and bisection.',
    }),
  },
  SEARCH_EXAMPLE,
);
