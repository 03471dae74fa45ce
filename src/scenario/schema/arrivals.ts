// How tasks lie around a rate, and how many come at once, as a scenario writes it.

import * as z from 'zod';
import { choice, numberIn, positiveDuration, strict, wholeNumber } from './leaf.ts';

const MOST_IN_A_BATCH = 100_000;

const batchCount = wholeNumber(1, MOST_IN_A_BATCH);
const BATCH = '50, { min: 10, max: 100 } or { mean: 50 }';

/** How many tasks a batch has: a number, or a law to draw it from. */
export const batchSize = z
  .union(
    [
      batchCount,
      strict(
        {
          min: batchCount.meta({ description: 'Smallest batch.' }),
          max: batchCount.meta({ description: 'Largest batch; every size in between is as likely.' }),
        },
        '{ min: 10, max: 100 }',
      ),
      strict(
        {
          mean: numberIn(1, MOST_IN_A_BATCH).meta({
            description: 'Mean size; most batches are smaller and a few much larger (geometric).',
          }),
        },
        '{ mean: 50 }',
      ),
    ],
    { error: `a whole number from 1 to ${MOST_IN_A_BATCH}, or one of ${BATCH}` },
  )
  .meta({ description: 'Tasks that come at once.' });

const bursts = strict(
  {
    on: positiveDuration.meta({ description: 'Mean length of a burst.' }),
    off: positiveDuration.meta({ description: 'Mean length of the time between bursts.' }),
    factor: numberIn(1, 1e6).optional().meta({
      description:
        'How many times the mean rate comes in a burst; between bursts comes what keeps the mean. At most (on + off) / on, which is the default: nothing between bursts.',
    }),
  },
  '{ on: 200ms, off: 800ms, factor: 4 }',
).meta({ description: 'Bursts at random times: a Poisson process with two rates.' });

const plain = choice(['constant', 'poisson']);

/** The spacing of a stream that has a rate. */
export const arrivals = z
  .union(
    [
      plain,
      strict({ bursts }, '{ bursts: { on: 200ms, off: 800ms } }'),
      strict(
        {
          batch: batchSize,
          between: plain.default('poisson').meta({
            description: 'How the batches themselves are spaced. Default poisson.',
          }),
        },
        '{ batch: 50 }',
      ),
    ],
    { error: 'constant, poisson, { bursts: { on: 200ms, off: 800ms } } or { batch: 50 }' },
  )
  .default('poisson')
  .meta({
    description:
      'poisson: independent arrivals, as from many users; constant: evenly spaced; bursts: on and off; batch: several at once (fan-out). The mean rate stays the one given. Default poisson.',
  });

export type ArrivalsSection = z.output<typeof arrivals>;
export type BatchSection = z.output<typeof batchSize>;
