// The load of a fleet at one moment, workers of ours and Python's alike: what each does, and what waits in each queue.

import * as z from 'zod';
import type { QueueDepth } from '../../broker/index.ts';
import type { Answers } from '../../worker/index.ts';

export interface WorkerLoad {
  readonly node: string;
  /** `prefork`, `async` ...; `?` where a Python worker does not say. */
  readonly pool: string;
  readonly slots: number;
  readonly active: number;
  /** Reserved, neither started nor held for their time. */
  readonly reserved: number;
  readonly scheduled: number;
  /** Tasks started so far. */
  readonly started: number;
  /** Tasks started a second since the look before; null on the first. */
  readonly startedPerSec: number | null;
  readonly queues: readonly string[];
}

export interface QueueLoad {
  readonly queue: string;
  /** In the broker's lists. */
  readonly waiting: number;
  /** Claimed by workers and due. */
  readonly reserved: number;
  /** Claimed by workers and held for their time. */
  readonly scheduled: number;
  readonly servedBy: readonly string[];
}

export interface FleetLoad {
  readonly workers: readonly WorkerLoad[];
  readonly queues: readonly QueueLoad[];
}

/** Everything one look asks of the workers. */
export const LOOK_METHODS = ['stats', 'active', 'reserved', 'scheduled', 'active_queues'] as const;
export type LookAnswers = Readonly<Record<(typeof LOOK_METHODS)[number], Answers>>;

const statsSchema = z.object({
  total: z.record(z.string(), z.number()).catch({}),
  pool: z.object({
    implementation: z.string().optional().catch(undefined),
    'max-concurrency': z.number().catch(0),
    processes: z.array(z.number()).optional().catch(undefined),
    writes: z.unknown().optional(),
  }),
});
const listSchema = z.array(z.unknown()).catch([]);
const queuesSchema = z.array(z.object({ name: z.string() })).catch([]);
const scheduledSchema = z
  .array(z.object({ request: z.object({ delivery_info: z.object({ routing_key: z.string() }) }) }))
  .catch([]);

/** A worker that did not answer `stats` is left out: without its slots there is nothing to compare. */
export function workerLoads(answers: LookAnswers, startedPerSec: ReadonlyMap<string, number>): WorkerLoad[] {
  return [...answers.stats]
    .flatMap(([node, reply]) => {
      const stats = statsSchema.safeParse(reply);
      if (!stats.success) return [];
      const { pool, total } = stats.data;
      return [
        {
          node,
          pool: poolKind(pool),
          slots: slotsOf(pool),
          active: listSchema.parse(answers.active.get(node)).length,
          reserved: listSchema.parse(answers.reserved.get(node)).length,
          scheduled: listSchema.parse(answers.scheduled.get(node)).length,
          started: Object.values(total).reduce((sum, count) => sum + count, 0),
          startedPerSec: startedPerSec.get(node) ?? null,
          queues: queuesSchema.parse(answers.active_queues.get(node)).map(({ name }) => name),
        },
      ];
    })
    .toSorted((a, b) => (a.node < b.node ? -1 : 1));
}

/** Of every depth given, in that order. */
export function queueLoads(
  workers: readonly WorkerLoad[],
  depths: readonly QueueDepth[],
  answers: LookAnswers,
): QueueLoad[] {
  const held = [...answers.scheduled.values()].flatMap((reply) =>
    scheduledSchema.parse(reply).map(({ request }) => request.delivery_info.routing_key),
  );
  return depths.map(({ queue, waiting, reserved }) => {
    const scheduled = Math.min(reserved, held.filter((name) => name === queue).length);
    return {
      queue,
      waiting,
      reserved: reserved - scheduled,
      scheduled,
      servedBy: workers.filter((worker) => worker.queues.includes(queue)).map(({ node }) => node),
    };
  });
}

type PoolReply = z.output<typeof statsSchema>['pool'];

// Python's `max-concurrency` stays what it was at the start; its list of processes is the truth where each is a slot.
function slotsOf(pool: PoolReply): number {
  const isPythonPrefork = pool.writes !== undefined;
  return isPythonPrefork && pool.processes !== undefined ? pool.processes.length : pool['max-concurrency'];
}

function poolKind(pool: PoolReply): string {
  const named = /^headcount:(\w+)$|\.(\w+):TaskPool$/.exec(pool.implementation ?? '');
  return named?.[1] ?? named?.[2] ?? (pool.writes === undefined ? '?' : 'prefork');
}
