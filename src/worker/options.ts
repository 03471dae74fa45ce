// What a worker can be told, with the defaults, checked once.

import { hostname } from 'node:os';
import { HeadcountError } from '../errors/index.ts';
import { isApp, type App } from './app/app.ts';
import { DEFAULT_BROKER } from './app/options.ts';
import { decideLimitSettings, type LimitOptions, type LimitSettings } from './limits/limit-settings.ts';
import type { Log } from './log.ts';
import { usableCpus } from './node/cpu-count.ts';
import { expandNodeName } from './node/node-name.ts';
import type { PoolKind } from './pools/contract.ts';
import { parsePoolKind } from './pools/names.ts';

export interface WorkerOptions extends LimitOptions {
  readonly app: App;
  /** URL of the module that exports the app; `prefork` and `threads` load it again in every slot. */
  readonly module?: string;
  /** solo, prefork (default), threads, async, or a Celery name for one of them. */
  readonly pool?: string;
  /** Slots. Default: the processors this process may use. A solo pool always has one. */
  readonly concurrency?: number;
  /** Messages reserved per slot. Default 4; 0 = no limit. */
  readonly prefetchMultiplier?: number;
  /** Served in this order within one priority. Default: the app's default queue. */
  readonly queues?: readonly string[];
  /** Node name; `%h`, `%n`, `%d` are expanded, the host is added. Default `celery@<host>`. */
  readonly name?: string;
  /** Broker URL. Default: the app's, else `redis://127.0.0.1:6379/0`. */
  readonly broker?: string;
  /** Default: the app's, else the broker. */
  readonly resultBackend?: string;
  /**
   * Seconds: the shortest `visibility_timeout` among the Python workers and clients that share the broker. Claims of
   * ours are then refreshed faster than that, and theirs go back to their queues when they are older. Default: ours
   * are safe beside Celery's default of an hour, theirs are left to them.
   */
  readonly visibilityTimeout?: number;
  /** Send task events from the start; `control enable_events` does so later. Default false. */
  readonly taskEvents?: boolean;
  /** Seconds between `worker-heartbeat` events. Default 2; 0 = send none. */
  readonly heartbeatIntervalSec?: number;
  /** Ask the other workers at the start which tasks have been revoked. Default true; nothing waits for the answers. */
  readonly mingle?: boolean;
  readonly log: Log;
}

/** All options decided. */
export interface WorkerSettings {
  readonly app: App;
  readonly module: string;
  readonly pool: PoolKind;
  readonly slots: number;
  readonly prefetchMultiplier: number;
  readonly limits: LimitSettings;
  readonly queues: readonly string[];
  readonly nodeName: string;
  readonly broker: string;
  readonly resultBackend: string;
  /** Seconds; undefined: not given. */
  readonly visibilityTimeout: number | undefined;
  readonly taskEvents: boolean;
  /** 0: no heartbeats. */
  readonly heartbeatIntervalSec: number;
  readonly mingle: boolean;
  readonly log: Log;
}

const DEFAULT_PREFETCH_MULTIPLIER = 4;
const DEFAULT_HEARTBEAT_SEC = 2;

/** Throws BAD_OPTION for what makes no sense. */
export function decideSettings(options: WorkerOptions): WorkerSettings {
  if (!isApp(options.app)) throw new HeadcountError('BAD_OPTION', 'app is not an App');
  const pool = parsePoolKind(options.pool ?? 'prefork');
  const limits = decideLimitSettings(options, pool);
  const concurrency = count('concurrency', options.concurrency ?? usableCpus(), 1);
  const broker = options.broker ?? options.app.broker ?? DEFAULT_BROKER;
  return {
    app: options.app,
    module: moduleFor(pool, options.module),
    pool,
    slots: firstSlots(pool, concurrency, limits),
    prefetchMultiplier: count(
      'prefetch multiplier',
      options.prefetchMultiplier ?? DEFAULT_PREFETCH_MULTIPLIER,
      0,
    ),
    limits,
    queues: queueNames(options),
    nodeName: expandNodeName(options.name ?? '', hostname()),
    broker,
    resultBackend: options.resultBackend ?? options.app.resultBackend ?? broker,
    visibilityTimeout: visibility(options.visibilityTimeout),
    taskEvents: options.taskEvents ?? false,
    heartbeatIntervalSec: heartbeatSeconds(options.heartbeatIntervalSec ?? DEFAULT_HEARTBEAT_SEC),
    mingle: options.mingle ?? true,
    log: options.log,
  };
}

function firstSlots(pool: PoolKind, concurrency: number, { autoscale }: LimitSettings): number {
  if (pool === 'solo') return 1;
  return autoscale?.bounds.min ?? concurrency;
}

function count(option: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new HeadcountError('BAD_OPTION', `${option} is ${value}`, {
    hint: `Give a whole number, ${least} or more.`,
  });
}

function visibility(seconds: number | undefined): number | undefined {
  if (seconds === undefined || (Number.isFinite(seconds) && seconds >= 1)) return seconds;
  throw new HeadcountError('BAD_OPTION', `visibility timeout is ${seconds}`, {
    hint: 'Give seconds, 1 or more: what the Python workers have.',
  });
}

function moduleFor(pool: PoolKind, module: string | undefined): string {
  if (module !== undefined || pool === 'solo' || pool === 'async') return module ?? '';
  throw new HeadcountError('BAD_OPTION', `a ${pool} pool needs the module that exports the app`, {
    hint: 'Give `module: import.meta.url` from the module that exports it.',
  });
}

function heartbeatSeconds(value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new HeadcountError('BAD_OPTION', `heartbeat interval is ${value}`, {
    hint: 'Give seconds, 0 for no heartbeats.',
  });
}

function queueNames(options: WorkerOptions): readonly string[] {
  const queues = [...new Set(options.queues ?? [options.app.defaultQueue])];
  if (queues.length > 0 && queues.every((queue) => queue.trim() !== '')) return queues;
  throw new HeadcountError('BAD_OPTION', 'a worker needs at least one queue, and queues have names');
}
