// When a task that failed runs again, and when it has been tried often enough.

import { randomInt } from 'node:crypto';
import { HeadcountError } from '../../errors/index.ts';
import { durationOption, type Duration } from './duration-option.ts';

type ErrorClass = abstract new (...args: never) => Error;

/** Classes whose instances are retried, or a function that decides. */
export type AutoretryFor = readonly ErrorClass[] | ((error: unknown) => boolean);

export interface RetryTaskOptions {
  /** How often a task may be retried after its first run. Default 3; Infinity = without end. */
  readonly maxRetries?: number;
  /** Errors after which the task is retried without having to ask for it. Default: none. */
  readonly autoretryFor?: AutoretryFor;
  /** The wait before a retry that names none. Default 3 minutes, as Celery's. */
  readonly retryDelay?: Duration;
  /**
   * Wait longer each time instead: this long before the first retry (`true`: one second), twice as long before each
   * further one. Default: `retryDelay`.
   */
  readonly retryBackoff?: boolean | Duration;
  /** The longest wait of `retryBackoff`. Default 10 minutes. */
  readonly retryBackoffMax?: Duration;
  /** Wait a random share of what `retryBackoff` says, so that many failures do not come back at once. Default true. */
  readonly retryJitter?: boolean;
}

export interface RetryPolicy {
  readonly maxRetries: number;
  readonly delayMs: number;
  /** undefined: always `delayMs`. */
  readonly backoff:
    { readonly firstMs: number; readonly longestMs: number; readonly jitter: boolean } | undefined;
  readonly retriesAfter: (error: unknown) => boolean;
}

/** Throws BAD_OPTION. */
export function decideRetryPolicy(options: RetryTaskOptions): RetryPolicy {
  const { retryBackoff = false } = options;
  const firstMs = retryBackoff === true ? 1000 : durationOption('retryBackoff', retryBackoff || 0);
  const longestMs = durationOption('retryBackoffMax', options.retryBackoffMax ?? '10m');
  const jitter = options.retryJitter ?? true;
  return {
    maxRetries: retryCount(options.maxRetries ?? 3),
    delayMs: durationOption('retryDelay', options.retryDelay ?? '3m'),
    backoff: retryBackoff === false ? undefined : { firstMs, longestMs, jitter },
    retriesAfter: matcher(options.autoretryFor ?? []),
  };
}

/** The wait before retry number `retries` + 1. `share`: what jitter leaves of it, 0 to 1. */
export function retryWaitMs(policy: RetryPolicy, retries: number, share = randomShare()): number {
  if (policy.backoff === undefined) return policy.delayMs;
  const { firstMs, longestMs, jitter } = policy.backoff;
  const fullMs = Math.min(longestMs, firstMs * 2 ** retries);
  return jitter ? fullMs * share : fullMs;
}

function randomShare(): number {
  return randomInt(1_000_000) / 1_000_000;
}

function retryCount(count: number): number {
  if (count === Infinity || (Number.isSafeInteger(count) && count >= 0)) return count;
  throw new HeadcountError('BAD_OPTION', `maxRetries is ${count}`, {
    hint: 'Give a whole number, 0 or more, or Infinity.',
  });
}

function matcher(given: AutoretryFor): (error: unknown) => boolean {
  if (typeof given === 'function') return given;
  return (error) => given.some((one) => error instanceof one);
}
