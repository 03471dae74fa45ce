// How a BullMQ worker process learns what it is to be: one environment variable.

import * as z from 'zod';
import { HeadcountError } from '../../errors/index.ts';
import type { GroupSpec } from '../contract.ts';
import type { WorkerCommand } from '../worker-process.ts';
import { bullmqPool, type BullmqPool } from './pools.ts';

const SETTINGS = 'HEADCOUNT_BULLMQ';

const settingsSchema = z.object({
  queue: z.string(),
  pool: z.string().transform(bullmqPool),
  concurrency: z.number().int().positive(),
  brokerUrl: z.string(),
});

export type BullmqWorkerSettings = z.infer<typeof settingsSchema>;

/** For a worker of this group. Throws BAD_SCENARIO for what a BullMQ worker can't be. */
export function bullmqEnvironment(
  group: GroupSpec,
  brokerUrl: string,
  env: WorkerCommand['env'],
): WorkerCommand['env'] {
  const { concurrency } = group;
  const pool: BullmqPool = bullmqPool(group.pool);
  const settings: BullmqWorkerSettings = { queue: onlyQueue(group), pool, concurrency, brokerUrl };
  return { ...env, [SETTINGS]: JSON.stringify(settings) };
}

/** Throws BAD_APP when the worker was not started by a run. */
export function readBullmqSettings(env: WorkerCommand['env']): BullmqWorkerSettings {
  const settings = settingsSchema.safeParse(JSON.parse(env[SETTINGS] ?? 'null'));
  if (settings.success) return settings.data;
  throw new HeadcountError('BAD_APP', `a BullMQ worker under load needs ${SETTINGS}`, {
    hint: "It is started by 'headcount run'.",
  });
}

function onlyQueue({ name, queues }: GroupSpec): string {
  const [queue, second] = queues;
  if (queue !== undefined && second === undefined) return queue;
  throw new HeadcountError('BAD_SCENARIO', `a BullMQ worker serves one queue, not ${queues.join(', ')}`, {
    hint: `Give group ${name} one queue, and each further queue a group of its own.`,
  });
}
