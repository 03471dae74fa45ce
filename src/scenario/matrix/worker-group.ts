// One group of workers in one cell: the group's own settings first, the matrix for what they leave out, then the
// defaults; settings that a pool can't have are left out and told.

import type { PoolName, WorkerGroup } from '../contract.ts';
import type { GroupSection } from '../schema/fleet-section.ts';
import type { Report } from '../compile/report.ts';
import type { Combination, MatrixKey } from './combinations.ts';

const DEFAULTS = { pool: 'prefork', concurrency: 1, prefetch: 4, workers: 1 } as const;

/** Fills a group. `notes` gets a line for whatever could not be taken as written. */
export function fillGroup(
  group: GroupSection,
  combination: Combination,
  queues: readonly string[],
  notes: Set<string>,
): WorkerGroup {
  const pool = group.pool ?? combination.pool ?? DEFAULTS.pool;
  const lifetime = group['max-tasks-per-child'] ?? combination['max-tasks-per-child'] ?? 'never';
  const replaced = lifetime === 'never' ? undefined : childLifetime(lifetime, pool, notes);
  return {
    name: group.name,
    workers: group.workers ?? combination.workers ?? DEFAULTS.workers,
    queues: group.queues ?? queues,
    pool,
    concurrency: slots(group.concurrency ?? combination.concurrency ?? DEFAULTS.concurrency, pool, notes),
    prefetch: group.prefetch ?? combination.prefetch ?? DEFAULTS.prefetch,
    ...(replaced === undefined ? {} : { maxTasksPerChild: replaced }),
  };
}

function slots(asked: number, pool: PoolName, notes: Set<string>): number {
  if (pool !== 'solo' || asked === 1) return asked;
  notes.add('solo runs one task at a time: its cells have concurrency 1, whatever else the matrix asks');
  return 1;
}

function childLifetime(asked: number, pool: PoolName, notes: Set<string>): number | undefined {
  if (pool === 'prefork') return asked;
  notes.add(`only prefork replaces children: ${pool} cells run without max-tasks-per-child`);
  return undefined;
}

/** What a filled group has for a setting of the matrix. */
export function settingOf(group: WorkerGroup, key: MatrixKey): string | number {
  return key === 'max-tasks-per-child' ? (group.maxTasksPerChild ?? 'never') : group[key];
}

/** Reports settings of a group that contradict each other as written. */
export function checkGroup(group: GroupSection, index: number, report: Report): void {
  if (group.pool === 'solo' && (group.concurrency ?? 1) > 1)
    report(['fleet', index, 'concurrency'], {
      wrong: 'a solo pool has one slot',
      expected: 'concurrency: 1, or another pool',
    });
  const lifetime = group['max-tasks-per-child'] ?? 'never';
  if (group.pool !== undefined && group.pool !== 'prefork' && lifetime !== 'never')
    report(['fleet', index, 'max-tasks-per-child'], {
      wrong: `a ${group.pool} pool has no children to replace`,
      expected: 'pool: prefork',
    });
}
