// What a worker can be told, with the defaults, checked once.

import { hostname } from 'node:os';
import { HeadcountError } from '../errors/index.ts';
import { isApp, type App } from './app/app.ts';
import { DEFAULT_BROKER } from './app/options.ts';
import type { Log } from './log.ts';
import { usableCpus } from './node/cpu-count.ts';
import { expandNodeName } from './node/node-name.ts';
import type { PoolKind } from './pools/contract.ts';
import { parsePoolKind } from './pools/names.ts';

export interface WorkerOptions {
  readonly app: App;
  /** URL of the module that exports the app; `prefork` and `threads` load it again in every slot. */
  readonly module?: string;
  /** solo, prefork (default), threads, async, or a Celery name for one of them. */
  readonly pool?: string;
  /** Slots. Default: the processors this process may use. A solo pool always has one. */
  readonly concurrency?: number;
  /** Messages reserved per slot. Default 4; 0 = no limit. */
  readonly prefetchMultiplier?: number;
  /** prefork and threads: tasks after which a child or thread is replaced. Default: never. */
  readonly maxTasksPerChild?: number;
  /** Served in this order within one priority. Default: the app's default queue. */
  readonly queues?: readonly string[];
  /** Node name; `%h`, `%n`, `%d` are expanded, the host is added. Default `celery@<host>`. */
  readonly name?: string;
  /** Broker URL. Default: the app's, else `redis://127.0.0.1:6379/0`. */
  readonly broker?: string;
  /** Default: the app's, else the broker. */
  readonly resultBackend?: string;
  readonly log: Log;
}

/** All options decided. */
export interface WorkerSettings {
  readonly app: App;
  readonly module: string;
  readonly pool: PoolKind;
  readonly slots: number;
  readonly prefetchMultiplier: number;
  readonly maxTasksPerChild: number | undefined;
  readonly queues: readonly string[];
  readonly nodeName: string;
  readonly broker: string;
  readonly resultBackend: string;
  readonly log: Log;
}

const DEFAULT_PREFETCH_MULTIPLIER = 4;

/** Throws BAD_OPTION for what makes no sense. */
export function decideSettings(options: WorkerOptions): WorkerSettings {
  if (!isApp(options.app)) throw new HeadcountError('BAD_OPTION', 'app is not an App');
  const pool = parsePoolKind(options.pool ?? 'prefork');
  const concurrency = count('concurrency', options.concurrency ?? usableCpus(), 1);
  const broker = options.broker ?? options.app.broker ?? DEFAULT_BROKER;
  return {
    app: options.app,
    module: moduleFor(pool, options.module),
    pool,
    slots: pool === 'solo' ? 1 : concurrency,
    prefetchMultiplier: count(
      'prefetch multiplier',
      options.prefetchMultiplier ?? DEFAULT_PREFETCH_MULTIPLIER,
      0,
    ),
    maxTasksPerChild: recyclingFor(pool, options.maxTasksPerChild),
    queues: queueNames(options),
    nodeName: expandNodeName(options.name ?? '', hostname()),
    broker,
    resultBackend: options.resultBackend ?? options.app.resultBackend ?? broker,
    log: options.log,
  };
}

function count(option: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new HeadcountError('BAD_OPTION', `${option} is ${value}`, {
    hint: `Give a whole number, ${least} or more.`,
  });
}

function moduleFor(pool: PoolKind, module: string | undefined): string {
  if (module !== undefined || pool === 'solo' || pool === 'async') return module ?? '';
  throw new HeadcountError('BAD_OPTION', `a ${pool} pool needs the module that exports the app`, {
    hint: 'Give `module: import.meta.url` from the module that exports it.',
  });
}

function recyclingFor(pool: PoolKind, tasks: number | undefined): number | undefined {
  if (tasks === undefined) return undefined;
  if (pool === 'prefork' || pool === 'threads') return count('max tasks per child', tasks, 1);
  throw new HeadcountError('BAD_OPTION', `a ${pool} pool has no children to replace`, {
    hint: 'Use max tasks per child with prefork or threads.',
  });
}

function queueNames(options: WorkerOptions): readonly string[] {
  const queues = [...new Set(options.queues ?? [options.app.defaultQueue])];
  if (queues.length > 0 && queues.every((queue) => queue.trim() !== '')) return queues;
  throw new HeadcountError('BAD_OPTION', 'a worker needs at least one queue, and queues have names');
}
