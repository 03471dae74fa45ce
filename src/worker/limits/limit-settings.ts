// What a worker may be told about limits, with the defaults, checked once.

import { HeadcountError } from '../../errors/index.ts';
import { parseSize } from '../../units/index.ts';
import { durationOption } from '../app/duration-option.ts';
import type { PoolKind } from '../pools/contract.ts';
import type { Recycling } from '../pools/recycling.ts';
import { orderedBounds, type AutoscaleBounds } from './autoscaler.ts';
import { limitOption, refuseLateSoftLimit } from './task-limits.ts';
import type { Limits } from './time-limits.ts';

/** `'30s'`, or a number of seconds. */
type Duration = string | number;
/** `'512MiB'`, or a number of KiB as Celery has it. */
type Size = string | number;

export interface LimitOptions {
  /** After this long a task's abort signal fires, for task types that do not say otherwise. Default: never. */
  readonly softTimeLimit?: Duration;
  /** After this long a task's slot is killed, for task types that do not say otherwise. Default: never. */
  readonly timeLimit?: Duration;
  /** prefork and threads: most tasks one child or thread runs before it is replaced. Default: no limit. */
  readonly maxTasksPerChild?: number;
  /** prefork and threads: replace a child or thread that uses more memory than this after a task. Default: never. */
  readonly maxMemoryPerChild?: Size;
  /** prefork and threads: most JavaScript heap of a child or thread; at the limit it dies. Default: V8's own. */
  readonly maxHeapPerChild?: Size;
  /** As many slots as there is work for, between these; `concurrency` does not count then. Default: off. */
  readonly autoscale?: AutoscaleBounds;
  /** How long autoscaling keeps slots that nothing was found for. Default 30 s. */
  readonly autoscaleKeepalive?: Duration;
  /** Reserve only what a free slot can start at once. Default false. */
  readonly disablePrefetch?: boolean;
}

/** All of it decided. */
export interface LimitSettings {
  readonly time: Limits;
  readonly recycling: Recycling;
  /** undefined: V8's default. */
  readonly maxHeapMiB: number | undefined;
  readonly autoscale: { readonly bounds: AutoscaleBounds; readonly keepaliveMs: number } | undefined;
  readonly disablePrefetch: boolean;
}

const DEFAULT_KEEPALIVE = '30s';
/** V8 does not start with less. */
const LEAST_HEAP_MIB = 16;
const KIB = 1024;

/** Throws BAD_OPTION. */
export function decideLimitSettings(options: LimitOptions, pool: PoolKind): LimitSettings {
  const time = {
    softLimitMs: limitOption('soft time limit', options.softTimeLimit),
    hardLimitMs: limitOption('time limit', options.timeLimit),
  };
  refuseLateSoftLimit(time);
  return {
    time,
    recycling: decideRecycling(options, pool),
    maxHeapMiB: heapOption(options.maxHeapPerChild, pool),
    autoscale: autoscaleOption(options, pool),
    disablePrefetch: options.disablePrefetch ?? false,
  };
}

function decideRecycling(options: LimitOptions, pool: PoolKind): Recycling {
  const { maxTasksPerChild: maxTasks, maxMemoryPerChild } = options;
  if (maxTasks !== undefined && !(Number.isSafeInteger(maxTasks) && maxTasks >= 1)) {
    throw new HeadcountError('BAD_OPTION', `max tasks per child is ${maxTasks}`, {
      hint: 'Give a whole number, 1 or more.',
    });
  }
  if (maxTasks !== undefined) needsChildren('max tasks per child', pool);
  if (maxMemoryPerChild === undefined) return { maxTasks, maxMemoryBytes: undefined };
  needsChildren('max memory per child', pool);
  return { maxTasks, maxMemoryBytes: sizeOption('max memory per child', maxMemoryPerChild) };
}

function heapOption(given: Size | undefined, pool: PoolKind): number | undefined {
  if (given === undefined) return undefined;
  needsChildren('max heap per child', pool);
  const heapMiB = Math.floor(sizeOption('max heap per child', given) / (KIB * KIB));
  if (heapMiB >= LEAST_HEAP_MIB) return heapMiB;
  throw new HeadcountError('BAD_OPTION', `max heap per child is ${given}`, {
    hint: `Give at least ${LEAST_HEAP_MIB}MiB.`,
  });
}

function sizeOption(option: string, given: Size): number {
  const parsed = typeof given === 'number' ? undefined : parseSize(given);
  const sizeBytes = typeof given === 'number' ? given * KIB : parsed?.ok === true ? parsed.value : Number.NaN;
  if (Number.isFinite(sizeBytes) && sizeBytes > 0) return sizeBytes;
  throw new HeadcountError('BAD_OPTION', `${option} is ${given}`, {
    hint: 'Give a number of KiB, or a size such as "512MiB".',
  });
}

function autoscaleOption(options: LimitOptions, pool: PoolKind): LimitSettings['autoscale'] {
  if (options.autoscale === undefined) return undefined;
  if (pool === 'solo') throw new HeadcountError('BAD_OPTION', 'a solo pool cannot autoscale');
  const { max, min } = options.autoscale;
  const keepaliveMs = durationOption('autoscale keepalive', options.autoscaleKeepalive ?? DEFAULT_KEEPALIVE);
  return { bounds: orderedBounds(max, min), keepaliveMs };
}

function needsChildren(option: string, pool: PoolKind): void {
  if (pool === 'prefork' || pool === 'threads') return;
  throw new HeadcountError('BAD_OPTION', `${option}: a ${pool} pool has no children to replace`, {
    hint: 'Use it with prefork or threads.',
  });
}
