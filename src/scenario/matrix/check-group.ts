// Settings of a group that contradict each other as written, or that a system of the scenario can't have.

import type { SystemName } from '../contract.ts';
import type { GroupSection } from '../schema/fleet-section.ts';
import type { Report } from '../compile/report.ts';
import { autoscaleRefusal, recyclingRefusal, timeLimitRefusal } from './pool-limits.ts';

interface Place {
  readonly systems: readonly SystemName[];
  /** Queues of the workload's tasks. */
  readonly queues: readonly string[];
}

export function checkGroup(group: GroupSection, index: number, place: Place, report: Report): void {
  if (group.pool === 'solo' && (group.concurrency ?? 1) > 1)
    report(['fleet', index, 'concurrency'], {
      wrong: 'a solo pool has one slot',
      expected: 'concurrency: 1, or another pool',
    });
  checkRecycling(group, index, place.systems, report);
  checkAutoscale(group, index, place.systems, report);
  checkTimeLimits(group, index, place.systems, report);
  if (place.systems.includes('bullmq')) checkBullmq(group, index, place.queues, report);
}

function checkAutoscale(
  group: GroupSection,
  index: number,
  systems: readonly SystemName[],
  report: Report,
): void {
  if ((group.autoscale ?? 'never') === 'never') return;
  if (group.concurrency !== undefined)
    report(['fleet', index, 'concurrency'], {
      wrong: 'autoscale sets the slots of this group',
      expected: 'autoscale or concurrency, not both',
    });
  for (const system of systems) {
    const wrong = autoscaleRefusal(system, group.pool);
    const expected = system === 'bullmq' ? 'concurrency' : 'pool: prefork or async';
    if (wrong !== undefined) report(['fleet', index, 'autoscale'], { wrong, expected });
  }
}

function checkRecycling(
  group: GroupSection,
  index: number,
  systems: readonly SystemName[],
  report: Report,
): void {
  const asked = [
    ...((group['max-tasks-per-child'] ?? 'never') === 'never' ? [] : ['max-tasks-per-child']),
    ...((group['max-memory-per-child'] ?? 'never') === 'never' ? [] : ['max-memory-per-child']),
  ];
  const refusals = new Map<string, string>();
  for (const system of systems) {
    const wrong = recyclingRefusal(system, group.pool);
    if (wrong !== undefined) refusals.set(wrong, system === 'bullmq' ? 'no such limit' : 'pool: prefork');
  }
  for (const key of asked)
    for (const [wrong, expected] of refusals) report(['fleet', index, key], { wrong, expected });
}

function checkTimeLimits(
  group: GroupSection,
  index: number,
  systems: readonly SystemName[],
  report: Report,
): void {
  const soft = group['soft-time-limit'] ?? 'never';
  const hard = group['time-limit'] ?? 'never';
  if (soft !== 'never' && hard !== 'never' && soft >= hard)
    report(['fleet', index, 'soft-time-limit'], {
      wrong: 'the task is killed before it is told to end',
      expected: 'a soft-time-limit below the time-limit',
    });
  for (const key of ['soft-time-limit', 'time-limit'] as const) {
    if ((group[key] ?? 'never') === 'never') continue;
    for (const system of systems) {
      const wrong = timeLimitRefusal(system, group.pool);
      if (wrong !== undefined) report(['fleet', index, key], { wrong, expected: 'no such limit' });
    }
  }
}

function checkBullmq(
  group: GroupSection,
  index: number,
  workloadQueues: readonly string[],
  report: Report,
): void {
  if (group.acks === 'early')
    report(['fleet', index, 'acks'], {
      wrong: 'BullMQ settles a job only when it has run',
      expected: 'acks: late, or nothing',
    });
  const queues = group.queues ?? workloadQueues;
  if (queues.length > 1)
    report(['fleet', index, 'queues'], {
      wrong: `a BullMQ worker serves one queue, and these are ${queues.length}: ${queues.join(', ')}`,
      expected: 'a group for each queue',
    });
}
