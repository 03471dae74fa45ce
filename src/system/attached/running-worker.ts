// What a worker that runs says of itself when it is asked: its pool, its slots, what it serves and what it holds.

import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';
import type { Answers } from '../../worker/index.ts';

/** Everything that is asked, at once. */
export const METHODS = [
  'stats',
  'active_queues',
  'registered',
  'active',
  'reserved',
  'scheduled',
  'report',
] as const;
type Method = (typeof METHODS)[number];

export interface RunningWorker {
  readonly node: string;
  /** "celery 5.2.6"; undefined where it does not say. */
  readonly software: string | undefined;
  /** 0 where its process is not on this machine. */
  readonly pid: number;
  readonly pool: string;
  /** Whether it said so itself; older Celery does not. */
  readonly poolSaid: boolean;
  readonly slots: number;
  /** Tasks reserved per slot; 0 = no limit. */
  readonly prefetch: number;
  readonly queues: readonly string[];
  /** Task names it knows. */
  readonly tasks: readonly string[];
  /** Tasks it holds, running or not. */
  readonly holding: number;
}

const statsSchema = z.object({
  pid: z.number().int().catch(0),
  prefetch_count: z.number().nonnegative().catch(0),
  pool: z.object({
    implementation: z.string().optional().catch(undefined),
    'max-concurrency': z.number().int().catch(1),
    processes: z.array(z.number()).optional().catch(undefined),
    threads: z.number().optional().catch(undefined),
    writes: z.unknown().optional(),
  }),
});
const reportSchema = z.object({ ok: z.string() });
const listSchema = z.array(z.unknown()).catch([]);
const namesSchema = z.array(z.string()).catch([]);
const queuesSchema = z.array(z.object({ name: z.string() })).catch([]);

/** In the order of their names. One that did not answer `stats` is left out. */
export function readWorkers(answers: (method: Method) => Answers): readonly RunningWorker[] {
  return [...answers('stats')]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([node, reply]) => {
      const stats = statsSchema.safeParse(reply);
      if (!stats.success) return [];
      const { pid, pool, prefetch_count: window } = stats.data;
      const slots = Math.max(1, slotsOf(pool));
      const held = ['active', 'reserved', 'scheduled'] as const;
      return [
        {
          node,
          pid: isHere(node, pid) ? pid : 0,
          software: softwareOf(answers('report').get(node)),
          ...poolOf(pool),
          slots,
          prefetch: window === 0 ? 0 : Math.max(1, Math.round(window / slots)),
          queues: queuesSchema.parse(answers('active_queues').get(node)).map(({ name }) => name),
          // "tapp.limited [rate_limit=2/s]"
          tasks: namesSchema
            .parse(answers('registered').get(node))
            .map((entry) => entry.replace(/ \[.*$/, '')),
          holding: held.reduce((sum, what) => sum + listSchema.parse(answers(what).get(node)).length, 0),
        },
      ];
    });
}

type PoolReply = z.output<typeof statsSchema>['pool'];

// Python's `max-concurrency` stays what it was at the start; its list of processes is the truth where each is a slot.
function slotsOf(pool: PoolReply): number {
  return pool.writes !== undefined && pool.processes !== undefined
    ? pool.processes.length
    : pool['max-concurrency'];
}

function poolOf(pool: PoolReply): { readonly pool: string; readonly poolSaid: boolean } {
  const named = /^headcount:(\w+)$|\.(\w+):TaskPool$/.exec(pool.implementation ?? '');
  const said = named?.[1] ?? named?.[2];
  if (said !== undefined) return { pool: said === 'thread' ? 'threads' : said, poolSaid: true };
  if (pool.writes !== undefined) return { pool: 'prefork', poolSaid: true };
  if (pool.threads !== undefined) return { pool: 'threads', poolSaid: true };
  if (pool.processes !== undefined && pool['max-concurrency'] === 1) return { pool: 'solo', poolSaid: true };
  return { pool: 'gevent', poolSaid: false };
}

function softwareOf(reply: unknown): string | undefined {
  const report = reportSchema.safeParse(reply);
  const [, name, version] = /software -> (\w+):(\S+)/.exec(report.data?.ok ?? '') ?? [];
  return name === undefined ? undefined : `${name} ${version}`;
}

// Whether a node is on this machine: the same host name, and a process of that number.
function isHere(node: string, pid: number): boolean {
  const host = node.slice(node.indexOf('@') + 1);
  return pid > 0 && host === hostname() && existsSync(`/proc/${pid}`);
}
