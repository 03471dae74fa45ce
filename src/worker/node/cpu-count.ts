// How many processors this process may use: the default concurrency.

import { availableParallelism } from 'node:os';
import { readCgroupLimits } from '../../machine/index.ts';

/** Processors, or the control groups' share of them if that is less; at least 1. `root`: where /proc and /sys are. */
export function usableCpus(root = '/'): number {
  const { cpus } = readCgroupLimits(root);
  return Math.max(1, Math.min(availableParallelism(), Math.ceil(cpus ?? Infinity)));
}
