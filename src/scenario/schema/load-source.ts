// What a stream of load is made of, in every form a scenario may write it. The same forms stand as phases of their own
// (with a duration) and inside `streams`.

import * as z from 'zod';
import { arrivals, batchSize } from './arrivals.ts';
import { numberIn, positiveDuration, rate, share, strict, text } from './leaf.ts';
import { level } from './level.ts';

const tasks = z
  .array(text('the name of a task', 200), { error: 'a list of names of tasks' })
  .min(1, { error: 'at least one name of a task' })
  .optional()
  .meta({ description: 'Tasks of the workload that are mixed in it, by their weights. Default: all.' });

const ramp = strict(
  {
    from: level.meta({ description: 'Rate at the start.' }),
    to: level.meta({ description: 'Rate at the end of the phase.' }),
  },
  '{ from: 10/s, to: 500/s }',
).meta({ description: 'A rate that rises or falls evenly over the phase.' });

const steps = z
  .array(level, { error: 'a list of rates such as [100/s, 200/s]' })
  .min(1, { error: 'at least one rate' })
  .max(1000, { error: 'at most 1000 rates' })
  .meta({ description: 'Rates, one after the other.' });

const spike = strict(
  {
    from: level.meta({ description: 'Rate before and after.' }),
    to: level.meta({ description: 'Rate in the spike.' }),
    at: positiveDuration.meta({ description: 'When it begins.' }),
    for: positiveDuration.meta({ description: 'How long it lasts.' }),
  },
  '{ from: 100/s, to: 1000/s, at: 10s, for: 2s }',
).meta({ description: 'A rate that jumps up for a while.' });

const sine = strict(
  {
    mean: level.meta({ description: 'Mean rate; the phase begins with it, rising.' }),
    amplitude: level.meta({ description: 'How far it swings up and down; at most the mean.' }),
    period: positiveDuration.meta({ description: 'From one peak to the next, such as 24h.' }),
  },
  '{ mean: 200/s, amplitude: 150/s, period: 24h }',
).meta({ description: 'A rate that swings, as a day does.' });

const FACTOR = 'a factor above 0 such as 60x or 0.5';

const times = (description: string) =>
  z
    .union([z.string(), z.number()], { error: FACTOR })
    .transform((input, context) => {
      const number = typeof input === 'number' ? input : Number(/^\s*([\d.]+)\s*x?\s*$/i.exec(input)?.[1]);
      const checked = numberIn(0, 1e6, true).safeParse(number);
      if (checked.success) return checked.data;
      context.issues.push({ code: 'custom', message: FACTOR, input });
      return z.NEVER;
    })
    .prefault('1x')
    .meta({ description });
/** Keys of each form, and how the form is shown to people. */
export const LOAD_SOURCES = {
  utilization: {
    shape: {
      utilization: share({ above: 0, most: 2, words: 'a share above 0% and at most 200%' }).meta({
        description: 'Rate as a share of the capacity that the last saturate phase measured.',
      }),
      arrivals,
      tasks,
    },
    example: 'utilization: 70%',
  },
  rate: {
    shape: { rate: rate.meta({ description: 'Tasks sent a second.' }), arrivals, tasks },
    example: 'rate: 500/s',
  },
  ramp: { shape: { ramp, arrivals, tasks }, example: 'ramp: { from: 10/s, to: 500/s }' },
  steps: {
    shape: {
      steps,
      each: positiveDuration.meta({ description: 'How long each rate lasts.' }),
      arrivals,
      tasks,
    },
    example: 'steps: [100/s, 200/s], each: 10s',
  },
  spike: {
    shape: { spike, arrivals, tasks },
    example: 'spike: { from: 100/s, to: 1000/s, at: 10s, for: 2s }',
  },
  sine: { shape: { sine, arrivals, tasks }, example: 'sine: { mean: 200/s, amplitude: 150/s, period: 24h }' },
  cron: {
    shape: {
      batch: batchSize,
      every: positiveDuration.meta({
        description: 'Time from one batch to the next; the first comes at once.',
      }),
      tasks,
    },
    example: 'batch: 50, every: 10s',
  },
  replay: {
    shape: {
      replay: text('the name of a trace file', 1000).meta({
        description:
          'Trace to replay: .csv with a header (time, task, duration) or .jsonl with these keys, sorted by time. Relative to the scenario file.',
      }),
      speed: times('How many times faster than recorded, such as 60x. Default 1x.'),
      rate: times('Tasks sent for each one recorded, such as 2x or 0.1x. Default 1x.'),
      tasks,
    },
    example: 'replay: trace.csv',
  },
} as const;
