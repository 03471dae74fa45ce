// One group of workers in one cell: the group's own settings first, the matrix for what they leave out, then the
// defaults; settings that a pool can't have are left out and told.

import type { PoolName, SystemName, WorkerGroup } from '../contract.ts';
import type { GroupSection } from '../schema/fleet-section.ts';
import type { Combination, GroupKey } from './combinations.ts';
import { autoscaleRefusal, fixedPrefetch, recyclingRefusal } from './pool-limits.ts';

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
  const autoscale = bounds(group, system, pool, notes);
  const asked = autoscale?.max ?? group.concurrency ?? combination.concurrency ?? DEFAULTS.concurrency;
  return {
    name: group.name,
    workers: group.workers ?? combination.workers ?? DEFAULTS.workers,
    queues: group.queues ?? queues,
    pool,
    concurrency: slots(asked, pool, notes),
    prefetch: reserved(group.prefetch ?? combination.prefetch, system, notes),
    ...recycling(group, combination, { system, pool }, notes),
    ...(group.acks === undefined ? {} : { acks: group.acks }),
    ...(autoscale === undefined ? {} : { autoscale }),
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

function bounds(
  group: GroupSection,
  system: SystemName,
  pool: PoolName,
  notes: Set<string>,
): WorkerGroup['autoscale'] {
  if (group.autoscale === undefined) return undefined;
  const refusal = autoscaleRefusal(system, pool);
  if (refusal === undefined) return group.autoscale;
  notes.add(`${refusal}: ${pool} cells on ${system} run without autoscale`);
  return undefined;
}

function recycling(
  group: GroupSection,
  combination: Combination,
  { system, pool }: { readonly system: SystemName; readonly pool: PoolName },
  notes: Set<string>,
): Pick<WorkerGroup, 'maxTasksPerChild' | 'maxMemoryPerChildBytes'> {
  const lifetime = group['max-tasks-per-child'] ?? combination['max-tasks-per-child'] ?? 'never';
  const memory = group['max-memory-per-child'];
  const asked = {
    ...(lifetime === 'never' ? {} : { maxTasksPerChild: lifetime }),
    ...(memory === undefined ? {} : { maxMemoryPerChildBytes: memory }),
  };
  const refusal = recyclingRefusal(system, pool);
  if (refusal === undefined) return asked;
  const dropped = [
    ...(lifetime === 'never' ? [] : ['max-tasks-per-child']),
    ...(memory === undefined ? [] : ['max-memory-per-child']),
  ];
  for (const key of dropped) notes.add(`${refusal}: ${pool} cells on ${system} run without ${key}`);
  return {};
}

/** What a filled group has for a setting of the matrix. */
export function settingOf(group: WorkerGroup, key: GroupKey): string | number {
  return key === 'max-tasks-per-child' ? (group.maxTasksPerChild ?? 'never') : group[key];
}
