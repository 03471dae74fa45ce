// How many CPUs there are, and how many of them the run may use: in a container less than the machine has, and then an idle
// machine says nothing.

import { availableParallelism, cpus } from 'node:os';
import { readCgroupLimits } from '../../measure/index.ts';

export interface MachineCpus {
  /** Of the whole machine. */
  readonly host: number;
  /** CPUs' worth that the run and what it starts share: the tightest of affinity and control groups. */
  readonly usable: number;
}

/** `attached`: the fleet was started by others, and what holds for us does not hold for it. */
export function machineCpus(attached: boolean): MachineCpus {
  const host = cpus().length;
  if (attached) return { host, usable: host };
  const limit = readCgroupLimits().cpus ?? Number.POSITIVE_INFINITY;
  return { host, usable: Math.min(availableParallelism(), limit) };
}
