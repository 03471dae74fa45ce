// What a task may throw to say how it ended, other than by failing. Told apart by marks that two copies of this
// package in one process share.

import type { Duration } from './duration-option.ts';

const RETRY = Symbol.for('headcount.retry');
const IGNORE = Symbol.for('headcount.ignore');
const REJECT = Symbol.for('headcount.reject');

export interface RetryOptions {
  /** Wait this long. Default: what the task's options say (`retryBackoff`, `retryDelay`). */
  readonly countdown?: Duration;
  /** Not before this time; wins over `countdown`. */
  readonly eta?: Date;
  /** The error that made it necessary: stored with the RETRY state, and thrown when there are no retries left. */
  readonly cause?: unknown;
  /** Run with these arguments instead of the same ones. */
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Instead of the task's `maxRetries`, for this decision only. */
  readonly maxRetries?: number;
}

/**
 * `throw new Retry({ countdown: '10s', cause: error })`: run this task again, under the same id. After `maxRetries`
 * of them the task fails with the cause, or with MaxRetriesExceededError where there is none.
 */
export class Retry extends Error {
  override readonly name = 'Retry';
  readonly options: RetryOptions;
  readonly [RETRY] = true;

  constructor(options: RetryOptions = {}) {
    super('the task wants to be retried', { cause: options.cause });
    this.options = options;
  }
}

/** `throw new Ignore()`: the message is done, no state is stored, nothing that should follow is sent. */
export class Ignore extends Error {
  override readonly name = 'Ignore';
  readonly [IGNORE] = true;
}

/**
 * `throw new Reject({ requeue: true })`: the message goes to the back of its queue; without `requeue` it is dropped.
 * No state is stored. Only a task with late ack still has a message to reject: for others it is `Ignore`.
 */
export class Reject extends Error {
  override readonly name = 'Reject';
  readonly requeue: boolean;
  readonly [REJECT] = true;

  constructor(options: { readonly requeue?: boolean; readonly reason?: string } = {}) {
    super(options.reason ?? 'rejected by the task');
    this.requeue = options.requeue ?? false;
  }
}

export function isRetry(thrown: unknown): thrown is Retry {
  return thrown instanceof Error && RETRY in thrown;
}

export function isIgnore(thrown: unknown): thrown is Ignore {
  return thrown instanceof Error && IGNORE in thrown;
}

export function isReject(thrown: unknown): thrown is Reject {
  return thrown instanceof Error && REJECT in thrown;
}
