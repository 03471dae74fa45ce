// The ways a scenario may say how long a task takes.

import * as z from 'zod';
import { duration, numberIn, positiveDuration, share, strict, text } from './leaf.ts';

const sigma = numberIn(0, 5).meta({
  description: 'Standard deviation of the logarithm; 0 is a constant, 1 is wide.',
});

const lognormal = z
  .union(
    [
      strict({ mean: positiveDuration, p99: positiveDuration }, 'mean and p99'),
      strict({ median: positiveDuration, sigma }, 'median and sigma'),
      strict({ mean: positiveDuration, sigma }, 'mean and sigma'),
    ],
    { error: '{ mean: 20ms, p99: 80ms }, { median: 15ms, sigma: 0.7 } or { mean: 20ms, sigma: 0.7 }' },
  )
  .meta({ description: 'Right-skewed, as most service times are. p99 may be 1 to 14.96 times the mean.' });

const exponential = z
  .union([duration, strict({ mean: duration }, '{ mean: 20ms }')], { error: 'a mean such as 20ms' })
  .meta({ description: 'Memoryless, with this mean.' });

const bimodal = strict(
  {
    fast: duration.meta({ description: 'What most tasks take.' }),
    slow: duration.meta({ description: 'What the others take; at least as long.' }),
    'slow-share': share({ most: 1, words: 'a share from 0% to 100%' }).meta({
      description: 'Share of slow tasks.',
    }),
  },
  '{ fast: 5ms, slow: 200ms, slow-share: 10% }',
).meta({ description: 'Two sizes of task.' });

const law = (name: string) => `{ ${name}: ... }`;

/** A duration, or a law to draw durations from. */
export const durationLaw = z
  .union(
    [
      duration,
      strict({ lognormal }, law('lognormal')),
      strict(
        { uniform: strict({ min: duration, max: duration }, '{ min: 10ms, max: 30ms }') },
        law('uniform'),
      ),
      strict({ exponential }, law('exponential')),
      strict({ bimodal }, law('bimodal')),
      strict(
        {
          empirical: text('the name of a file of durations', 1000).meta({
            description:
              'File with observed durations, one a line or a JSON array; bare numbers are milliseconds. Relative to the scenario file.',
          }),
        },
        law('empirical'),
      ),
    ],
    {
      error: (issue) =>
        'a duration such as 20ms, or one of { lognormal: { mean: 20ms, p99: 80ms } }, { uniform: { min, max } }, ' +
        '{ exponential: 20ms }, { bimodal: { fast, slow, slow-share } }, { empirical: file.txt }' +
        (typeof issue.input === 'number' ? `; did you mean ${issue.input}ms?` : ''),
    },
  )
  .meta({
    description:
      'How long the body takes: a constant (20ms) or a law. For cpu tasks: the time on an idle core; for memory tasks: how long the memory is held.',
  });

export type DurationLawSection = z.output<typeof durationLaw>;
