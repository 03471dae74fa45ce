// The `fleet` and `matrix` sections: which workers run, and what is varied.

import * as z from 'zod';
import { SYSTEM_NAMES } from '../systems.ts';
import { clientMode } from './client-mode.ts';
import { choice, plainName, positiveDuration, size, strict, wholeNumber } from './leaf.ts';

const pool = choice(['solo', 'prefork', 'threads', 'async', 'eventlet', 'gevent']);
const concurrency = wholeNumber(1, 10_000);
const prefetch = wholeNumber(0, 100_000);
const workers = wholeNumber(1, 1000);
const tasksPerChild = z.union([wholeNumber(1, 1e9), choice(['never'])], {
  error: 'a whole number from 1, or never',
});

const memoryPerChild = z.union(
  [size({ above: 0, most: 1024 ** 4, words: 'a size above 0B and at most 1TiB' }), choice(['never'])],
  { error: 'a size such as 200MiB, or never' },
);
const acks = choice(['early', 'late']);
const timeLimit = z.union([positiveDuration, choice(['never'])], {
  error: 'a duration such as 120s, or never',
});

const bounds = strict(
  { min: wholeNumber(0, 10_000), max: wholeNumber(1, 10_000) },
  'autoscale: { min: 1, max: 8 }',
).refine(({ min, max }) => min <= max, { error: 'a min that is not above max' });
const autoscale = z.union([bounds, choice(['never'])], { error: '{ min: 1, max: 8 }, or never' });

const group = strict(
  {
    name: plainName().meta({
      description: 'Name of the group; its workers are called name1@host, name2@host...',
    }),
    workers: workers.optional().meta({ description: 'Worker processes in the group. Default 1.' }),
    queues: z
      .array(plainName(200), { error: 'a list of queue names' })
      .min(1, { error: 'at least one queue name' })
      .optional()
      .meta({ description: 'Queues the workers take tasks from. Default: every queue of the workload.' }),
    pool: pool.optional().meta({ description: 'How a worker executes tasks. Default prefork.' }),
    concurrency: concurrency.optional().meta({ description: 'Slots of each worker. Default 1.' }),
    prefetch: prefetch.optional().meta({
      description: 'Tasks reserved per slot; 0 = no limit. Default 4.',
    }),
    'max-tasks-per-child': tasksPerChild.optional().meta({
      description: 'prefork: tasks a child runs before it is replaced. Default never.',
    }),
    'max-memory-per-child': memoryPerChild.optional().meta({
      description: 'prefork: a child that uses more after a task is replaced. Default never.',
    }),
    acks: acks.optional().meta({
      description:
        'How its workers settle messages, whatever the tasks say: early, before the task runs; late, after it. Default: as each task says.',
    }),
    autoscale: autoscale.optional().meta({
      description: 'Slots follow the work between min and max, in the place of concurrency. Default never.',
    }),
    'soft-time-limit': timeLimit.optional().meta({
      description: 'How long a task may run before it is told to end. Default never.',
    }),
    'time-limit': timeLimit.optional().meta({
      description: 'How long a task may run before it is killed, and its child with it. Default never.',
    }),
  },
  'a group such as { name: web, workers: 1 }',
);

/** Groups of workers. */
export const fleetSection = z
  .array(group, { error: 'a list of worker groups such as [{ name: web }]' })
  .min(1, { error: 'at least one worker group' })
  .max(100, { error: 'at most 100 worker groups' })
  .meta({
    description: 'Groups of workers. Whatever a group leaves out, the matrix fills. Default: one group.',
  });

function oneOrMany<Leaf extends z.core.SomeType>(leaf: Leaf, expected: string, description: string) {
  return z
    .union([leaf, z.array(leaf, { error: expected }).min(1, { error: `at least one: ${expected}` })], {
      error: `${expected}, or a list of them`,
    })
    .optional()
    .meta({ description });
}

const SETTINGS = {
  pool: oneOrMany(pool, 'a pool such as prefork', 'Pools to compare.'),
  concurrency: oneOrMany(concurrency, 'a whole number from 1 to 10000', 'Slots of each worker to compare.'),
  prefetch: oneOrMany(prefetch, 'a whole number from 0 to 100000', 'Prefetch multipliers to compare.'),
  workers: oneOrMany(workers, 'a whole number from 1 to 1000', 'Worker counts to compare.'),
  'max-tasks-per-child': oneOrMany(
    tasksPerChild,
    'a whole number from 1, or never',
    'Child lifetimes to compare; prefork only.',
  ),
  'max-memory-per-child': oneOrMany(
    memoryPerChild,
    'a size such as 200MiB, or never',
    'Memory of children to compare; prefork only.',
  ),
  acks: oneOrMany(acks, 'early or late', 'Ways to settle messages to compare.'),
  autoscale: oneOrMany(
    autoscale,
    '{ min: 1, max: 8 }, or never',
    'Slots that follow the work to compare with slots that do not.',
  ),
  'soft-time-limit': oneOrMany(timeLimit, 'a duration such as 120s, or never', 'Soft limits to compare.'),
  'time-limit': oneOrMany(timeLimit, 'a duration such as 150s, or never', 'Hard limits to compare.'),
  client: oneOrMany(
    clientMode,
    'pooled or unpooled',
    'Ways to reach a server to compare; for tasks that call one and leave client out.',
  ),
};

const EXCLUDED = {
  system: oneOrMany(
    choice(SYSTEM_NAMES),
    'a system such as celery',
    'Systems that leave it out. Default: all.',
  ),
  ...SETTINGS,
};

/** What is varied: every combination becomes a cell. */
export const matrixSection = strict(
  {
    ...SETTINGS,
    exclude: z
      .array(strict(EXCLUDED, 'settings such as { pool: prefork, concurrency: 32 }'), {
        error: 'a list such as [{ pool: prefork, concurrency: 32 }]',
      })
      .optional()
      .meta({
        description: 'Combinations to leave out: one that has all the values of an entry is dropped.',
      }),
  },
  'settings to vary such as { pool: [prefork, async] }',
).meta({ description: 'Settings to vary; every combination is one cell.' });

export type FleetSection = z.output<typeof fleetSection>;
export type GroupSection = FleetSection[number];
export type MatrixSection = z.output<typeof matrixSection>;
