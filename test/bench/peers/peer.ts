// One system in a comparison: how to fill its queue, start its worker, and see what it still has to do.

import type { Redis } from 'ioredis';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

export interface Peer {
  /** `headcount async`: the system and how it executes. */
  readonly name: string;
  /** Puts `tasks` empty tasks on the queue. */
  preload(address: RedisAddress, tasks: number): Promise<void>;
  /** Starts one worker with these slots. */
  worker(address: RedisAddress, slots: number): Command;
  /** Tasks that wait or are claimed and not settled; one round trip. */
  remaining(redis: Redis): Promise<number>;
}

export const brokerUrl = ({ host, port }: RedisAddress): string => `redis://${host}:${port}/0`;

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
