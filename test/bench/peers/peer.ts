// One system in the comparison: how to fill its queue, start its worker, and see what it still has to do.

import type { Redis } from 'ioredis';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

export interface Peer {
  readonly name: string;
  /** Puts `tasks` empty tasks on the queue. */
  preload(address: RedisAddress, tasks: number): Promise<void>;
  /** Arguments of `node` that start one worker process with these slots. */
  workerArgs(address: RedisAddress, slots: number): readonly string[];
  /** Tasks that wait or are claimed and not settled; one round trip. */
  remaining(redis: Redis): Promise<number>;
}

/** Adds up the lengths that a pipeline answers. */
export function total(replies: readonly (readonly [Error | null, unknown])[] | null): number {
  let count = 0;
  for (const [error, value] of replies ?? []) {
    if (error !== null) throw error;
    count += Number(value);
  }
  return count;
}

/** Cuts `count` into batches of at most `size`: the size of each. */
export function batches(count: number, size: number): readonly number[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => Math.min(size, count - i * size));
}
