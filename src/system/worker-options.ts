// The options that `headcount worker` spells as `celery worker` does.

import type { GroupSpec } from './contract.ts';

const KIB = 1024;

export function slotArgs({ concurrency, autoscale }: GroupSpec): readonly string[] {
  return autoscale === undefined
    ? ['-c', String(concurrency)]
    : ['--autoscale', `${autoscale.max},${autoscale.min}`];
}

export function recyclingArgs({ maxTasksPerChild, maxMemoryPerChildBytes }: GroupSpec): readonly string[] {
  return [
    ...(maxTasksPerChild === undefined ? [] : ['--max-tasks-per-child', String(maxTasksPerChild)]),
    ...(maxMemoryPerChildBytes === undefined
      ? []
      : ['--max-memory-per-child', String(Math.ceil(maxMemoryPerChildBytes / KIB))]),
  ];
}

export function timeLimitArgs({ softTimeLimitMs, timeLimitMs }: GroupSpec): readonly string[] {
  return [
    ...(softTimeLimitMs === undefined ? [] : ['--soft-time-limit', String(softTimeLimitMs / 1000)]),
    ...(timeLimitMs === undefined ? [] : ['--time-limit', String(timeLimitMs / 1000)]),
  ];
}
