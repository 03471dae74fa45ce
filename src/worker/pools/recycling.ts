// When a slot's process or thread is replaced by a fresh one. Each draws limits of its own, a little below the given
// ones, so that members that started together do not end together.

import { randomInt } from 'node:crypto';

export interface Recycling {
  /** Jobs after which a member is replaced; undefined = never. */
  readonly maxTasks: number | undefined;
  /** Memory after a job at which it is replaced; undefined = never. */
  readonly maxMemoryBytes: number | undefined;
}

/** Limits are drawn from the last part of the range below the given ones. */
const JITTER = 0.1;

/** Jobs one new member may run: within 10 % below the limit, never above. */
export function drawShare({ maxTasks }: Recycling): number {
  if (maxTasks === undefined) return Infinity;
  return maxTasks - randomInt(Math.floor(maxTasks * JITTER) + 1);
}

/** Memory one new member may use: within 10 % below the limit. */
export function drawMemoryLimit({ maxMemoryBytes }: Recycling): number | undefined {
  return maxMemoryBytes === undefined
    ? undefined
    : maxMemoryBytes * (1 - (randomInt(1_000) / 1_000) * JITTER);
}

/** A member with so few jobs left needs a successor that gets ready meanwhile. */
export function isRetiring(jobsGiven: number, share: number): boolean {
  return share !== Infinity && jobsGiven > share - Math.ceil(share * JITTER);
}
