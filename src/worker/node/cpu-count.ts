// How many processors this process may use: the default concurrency.

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Processors, or the cgroup's share of them if that is less; at least 1. */
export function usableCpus(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(cgroupCpus())));
}

function cgroupCpus(): number {
  try {
    return parseCpuMax(readFileSync('/sys/fs/cgroup/cpu.max', 'utf8'));
  } catch {
    return Infinity;
  }
}

/** Reads cgroup v2's `cpu.max`: "200000 100000" is two processors, "max 100000" no limit. */
export function parseCpuMax(text: string): number {
  const [quota, period] = text.trim().split(' ').map(Number);
  if (quota === undefined || period === undefined || !(quota > 0) || !(period > 0)) return Infinity;
  return quota / period;
}
