// What a worker that runs says of itself when it is asked: its pool, its slots, what it serves and what it holds.

import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';
import { HeadcountError } from '../../errors/index.ts';
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
  /** Tasks it holds, running or not; null where it does not say. */
  readonly holding: number | null;
}

const statsSchema = z.object({
  pid: z.number().int().catch(0),
  prefetch_count: z.number().nonnegative(),
  pool: z.object({
    implementation: z.string().optional().catch(undefined),
    'max-concurrency': z.number().int().positive(),
    processes: z.array(z.number()).optional().catch(undefined),
    threads: z.number().optional().catch(undefined),
    writes: z.unknown().optional(),
  }),
});
const reportSchema = z.object({ ok: z.string() });
const listSchema = z.array(z.unknown());
const namesSchema = z.array(z.string());
const queuesSchema = z.array(z.object({ name: z.string() }));

/**
 * In the order of their names. One that did not say what it runs on, serves and knows is left out.
 * Throws NO_REPLY for one that does not say how many slots it has or how far it prefetches.
 */
export function readWorkers(answers: (method: Method) => Answers): readonly RunningWorker[] {
  return [...answers('stats')]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([node, reply]) => {
      const queues = queuesSchema.safeParse(answers('active_queues').get(node)).data;
      const names = namesSchema.safeParse(answers('registered').get(node)).data;
      if (queues === undefined || names === undefined) return [];
      const { pid, pool, prefetch_count: window } = statsOf(node, reply);
      const slots = Math.max(1, slotsOf(pool));
      return [
        {
          node,
          pid: isHere(node, pid) ? pid : 0,
          software: softwareOf(answers('report').get(node)),
          ...poolOf(pool),
          slots,
          prefetch: window === 0 ? 0 : Math.max(1, Math.round(window / slots)),
          queues: queues.map(({ name }) => name),
          // "tapp.limited [rate_limit=2/s]"
          tasks: names.map((entry) => entry.replace(/ \[.*$/, '')),
          holding: holdingOf((what) => answers(what).get(node)),
        },
      ];
    });
}

function statsOf(node: string, reply: unknown): z.output<typeof statsSchema> {
  const stats = statsSchema.safeParse(reply);
  if (stats.success) return stats.data;
  const missing = stats.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new HeadcountError('NO_REPLY', `${node} does not say in its stats: ${missing}`, {
    hint: 'It may have been connecting to the broker: ask again with `headcount inspect stats`.',
  });
}

// One answer that is missing may have been the one with the tasks.
function holdingOf(reply: (what: 'active' | 'reserved' | 'scheduled') => unknown): number | null {
  const lists = (['active', 'reserved', 'scheduled'] as const).map((what) =>
    listSchema.safeParse(reply(what)),
  );
  if (lists.some(({ success }) => !success)) return null;
  return lists.reduce((sum, { data = [] }) => sum + data.length, 0);
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

/**
 * Whether a node is on this machine: the same host name, and a process of that number which looks like a worker. A
 * container may have the host's name and numbers of its own: its 1 is not our init.
 */
export function isHere(node: string, pid: number): boolean {
  const host = node.slice(node.indexOf('@') + 1);
  return pid > 1 && host === hostname() && looksLikeWorker(pid);
}

function looksLikeWorker(pid: number): boolean {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return args.includes('worker') || args.some((arg) => /celery|headcount/.test(arg));
  } catch {
    return false;
  }
}
