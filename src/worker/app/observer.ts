// Watching a worker from inside: an application may be told of every message that its worker reserves and settles, and of
// every task that a slot has run.
// Nobody watches by default, and then nothing is stamped or called.

import { hrtime } from 'node:process';

/** A task as its observer sees it. */
export interface ObservedTask {
  readonly id: string;
  readonly name: string;
  /** When the broker's answer with the message had arrived: nanoseconds of `process.hrtime()`. */
  readonly reservedNs: number;
}

/** An execution as its observer sees it. Stamps are nanoseconds of `process.hrtime()`. */
export interface EndedTask {
  readonly id: string;
  readonly name: string;
  /** Right before the task's function was called, its arguments read. */
  readonly startedNs: number;
  /** When it had returned or thrown, or what it returned had settled. */
  readonly finishedNs: number;
  /** again: the task retries, or was rejected back to its queue. failed: it threw, or was rejected for good. */
  readonly how: 'done' | 'failed' | 'again';
}

/** Called in the worker's main process (`ended`: in the slot), in the middle of its work: must be quick and must not throw. */
export interface TaskObserver {
  /** The worker has claimed the message and knows the task. */
  reserved?(task: ObservedTask): void;
  /**
   * The message's fate is known and the broker has answered its ack. With early acks the ack leaves when the task starts,
   * and a short task may end before the answer. Not called for a message that goes back to its queue.
   */
  settled?(task: ObservedTask): void;
  /**
   * A claimed message is not due yet and is held until it is (or until it is revoked or given back). `again`: it is a
   * further attempt, sent by a retry.
   */
  held?(again: boolean): void;
  /** Such a message is held no longer. */
  released?(again: boolean): void;
  /**
   * A slot has run a task. Called where that happened: in a child, a thread or the worker's own process. Not called for
   * a message that cannot be read, nor by a slot that dies.
   */
  ended?(task: EndedTask): void;
}

/** Now, on the clock of `reservedNs`. */
export function observedNs(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e9 + nanoseconds;
}
