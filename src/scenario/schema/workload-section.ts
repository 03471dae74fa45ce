// The `workload` section: the task types and how they mix.

import * as z from 'zod';
import { durationLaw } from './duration-law.ts';
import { choice, numberIn, plainName, share, size, strict, wholeNumber } from './leaf.ts';

const KIB = 1024;
const GIB = KIB ** 3;

const task = strict(
  {
    name: plainName(200).meta({ description: 'Registered name of the task; unique in the workload.' }),
    kind: choice(['noop', 'io', 'cpu', 'memory']).meta({
      description:
        'noop does nothing; io waits without holding the CPU; cpu does a fixed amount of work; memory allocates and holds.',
    }),
    duration: durationLaw.optional(),
    weight: numberIn(0, 1e6, true)
      .default(1)
      .meta({ description: 'Relative frequency in the mixture. Default 1.' }),
    queue: plainName(200)
      .default('default')
      .meta({ description: 'Queue the task is sent to. Default "default".' }),
    priority: wholeNumber(0, 9).default(0).meta({ description: '0 (first) to 9 (last). Default 0.' }),
    payload: size({ most: 16 * KIB ** 2, words: 'a size of at most 16MiB' })
      .prefault('0B')
      .meta({ description: 'Extra bytes carried in each message. Default 0B.' }),
    failure: share({ most: 1, words: 'a share from 0% to 100%' })
      .prefault('0%')
      .meta({ description: 'Share of tasks that fail after doing their work. Default 0%.' }),
    allocate: size({ most: 16 * GIB, words: 'a size of at most 16GiB' })
      .optional()
      .meta({
        description: 'memory tasks: how much each allocates and writes. Default: as much as it leaks.',
      }),
    leak: size({ most: GIB, words: 'a size of at most 1GiB' })
      .optional()
      .meta({ description: 'memory tasks: how much of it is never given back. Default 0B.' }),
  },
  'a task such as { name: fetch-page, kind: io, duration: 20ms }',
);

/** What the workers do. */
export const workloadSection = strict(
  {
    tasks: z
      .array(task, { error: 'a list of tasks' })
      .min(1, { error: 'at least one task' })
      .max(1000, { error: 'at most 1000 tasks' })
      .meta({ description: 'The task types; they are mixed by weight.' }),
  },
  'workload: { tasks: [...] }',
).meta({ description: 'What the workers do.' });

export type WorkloadSection = z.output<typeof workloadSection>;
export type TaskSection = WorkloadSection['tasks'][number];
