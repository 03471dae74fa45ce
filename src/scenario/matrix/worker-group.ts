// One group of workers in one cell: the group's own settings first, the matrix for what they leave out, then the
// defaults; settings that a pool can't have are left out and told.

import type { PoolName, SystemName, WorkerGroup } from '../contract.ts';
import type { GroupSection } from '../schema/fleet-section.ts';
import type { Combination, GroupKey } from './combinations.ts';
import { autoscaleRefusal, fixedPrefetch, recyclingRefusal, timeLimitRefusal } from './pool-limits.ts';
import { settingText, type VariedValue } from './setting-text.ts';

const DEFAULTS = { pool: 'prefork', concurrency: 1, prefetch: 4, workers: 1 } as const;

interface Place {
  readonly system: SystemName;
  /** Queues of the workload's tasks. */
  readonly queues: readonly string[];
}

/** Fills a group. `notes` gets a line for whatever could not be taken as written. */
export function fillGroup(
  group: GroupSection,
  combination: Combination,
  { system, queues }: Place,
  notes: Set<string>,
): WorkerGroup {
  const pool = group.pool ?? combination.pool ?? DEFAULTS.pool;
  const place = { system, pool };
  const autoscale = bounds(group, combination, place, notes);
  const asked = autoscale?.max ?? group.concurrency ?? combination.concurrency ?? DEFAULTS.concurrency;
  const acks = settled(group.acks ?? combination.acks, system, notes);
  return {
    name: group.name,
    workers: group.workers ?? combination.workers ?? DEFAULTS.workers,
    queues: group.queues ?? queues,
    pool,
    concurrency: slots(asked, pool, notes),
    prefetch: reserved(group.prefetch ?? combination.prefetch, system, notes),
    ...recycling(group, combination, place, notes),
    ...(acks === undefined ? {} : { acks }),
    ...(autoscale === undefined ? {} : { autoscale }),
    ...timeLimits(group, combination, place, notes),
  };
}

function slots(asked: number, pool: PoolName, notes: Set<string>): number {
  if (pool !== 'solo' || asked === 1) return asked;
  notes.add('solo runs one task at a time: its cells have concurrency 1, whatever else the matrix asks');
  return 1;
}

function reserved(asked: number | undefined, system: SystemName, notes: Set<string>): number {
  const fixed = fixedPrefetch(system);
  if (fixed === undefined) return asked ?? DEFAULTS.prefetch;
  if (asked !== undefined && asked !== fixed)
    notes.add(
      `${system} takes a task for each free slot: its cells have prefetch ${fixed}, whatever else is asked`,
    );
  return fixed;
}

function settled(asked: WorkerGroup['acks'], system: SystemName, notes: Set<string>): WorkerGroup['acks'] {
  if (system !== 'bullmq' || asked !== 'early') return asked;
  notes.add('BullMQ settles a job only when it has run: its cells have acks late, whatever else is asked');
  return 'late';
}

/** A pool of a system. */
interface PoolPlace {
  readonly system: SystemName;
  readonly pool: PoolName;
}

function bounds(
  group: GroupSection,
  combination: Combination,
  { system, pool }: PoolPlace,
  notes: Set<string>,
): WorkerGroup['autoscale'] {
  const asked = group.autoscale ?? combination.autoscale ?? 'never';
  if (asked === 'never') return undefined;
  const refusal = autoscaleRefusal(system, pool);
  if (refusal === undefined) return asked;
  notes.add(`${refusal}: ${pool} cells on ${system} run without autoscale`);
  return undefined;
}

function recycling(
  group: GroupSection,
  combination: Combination,
  { system, pool }: PoolPlace,
  notes: Set<string>,
): Pick<WorkerGroup, 'maxTasksPerChild' | 'maxMemoryPerChildBytes'> {
  const lifetime = group['max-tasks-per-child'] ?? combination['max-tasks-per-child'] ?? 'never';
  const memory = group['max-memory-per-child'] ?? combination['max-memory-per-child'] ?? 'never';
  const asked = {
    ...(lifetime === 'never' ? {} : { maxTasksPerChild: lifetime }),
    ...(memory === 'never' ? {} : { maxMemoryPerChildBytes: memory }),
  };
  const refusal = recyclingRefusal(system, pool);
  if (refusal === undefined) return asked;
  const dropped = [
    ...(lifetime === 'never' ? [] : ['max-tasks-per-child']),
    ...(memory === 'never' ? [] : ['max-memory-per-child']),
  ];
  for (const key of dropped) notes.add(`${refusal}: ${pool} cells on ${system} run without ${key}`);
  return {};
}

function timeLimits(
  group: GroupSection,
  combination: Combination,
  { system, pool }: PoolPlace,
  notes: Set<string>,
): Pick<WorkerGroup, 'softTimeLimitMs' | 'timeLimitMs'> {
  const soft = group['soft-time-limit'] ?? combination['soft-time-limit'] ?? 'never';
  const hard = group['time-limit'] ?? combination['time-limit'] ?? 'never';
  if (soft === 'never' && hard === 'never') return {};
  const refusal = timeLimitRefusal(system, pool);
  if (refusal !== undefined) {
    notes.add(`${refusal}: ${pool} cells on ${system} run without time limits`);
    return {};
  }
  const late = soft !== 'never' && hard !== 'never' && soft >= hard;
  if (late)
    notes.add('a soft-time-limit that is not below the time-limit never comes: its cells run without');
  return {
    ...(soft === 'never' || late ? {} : { softTimeLimitMs: soft }),
    ...(hard === 'never' ? {} : { timeLimitMs: hard }),
  };
}

/** What a filled group has for a setting of the matrix; undefined where it leaves it to the tasks. */
export function settingOf(group: WorkerGroup, key: GroupKey): string | number | undefined {
  const value = valueOf(group, key);
  return value === undefined ? undefined : settingText(key, value);
}

function valueOf(group: WorkerGroup, key: GroupKey): VariedValue | undefined {
  switch (key) {
    case 'max-tasks-per-child':
      return group.maxTasksPerChild ?? 'never';
    case 'max-memory-per-child':
      return group.maxMemoryPerChildBytes ?? 'never';
    case 'autoscale':
      return group.autoscale ?? 'never';
    case 'soft-time-limit':
      return group.softTimeLimitMs ?? 'never';
    case 'time-limit':
      return group.timeLimitMs ?? 'never';
    default:
      return group[key];
  }
}
