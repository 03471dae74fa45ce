// What a throw out of a task function means: fail, run again, or one of the quiet endings.

import { HeadcountError } from '../../errors/index.ts';
import type { Job, Outcome } from '../pools/contract.ts';
import { durationOption } from './duration-option.ts';
import { isIgnore, isReject, isRetry, type RetryOptions } from './endings.ts';
import { failureOf, maxRetriesExceeded } from './failure.ts';
import type { TaskDefinition } from './registry.ts';
import { retryWaitMs, type RetryPolicy } from './retry-policy.ts';

/** Never throws: a wish that makes no sense fails the task. */
export function outcomeOfThrow(job: Job, definition: TaskDefinition, thrown: unknown): Outcome {
  try {
    if (isRetry(thrown)) return retried(job, definition, thrown.options);
    if (isIgnore(thrown)) return { kind: 'ignored' };
    if (isReject(thrown)) return { kind: 'rejected', requeue: thrown.requeue, reason: thrown.message };
    if (definition.retry.retriesAfter(thrown)) return retried(job, definition, { cause: thrown });
  } catch (error) {
    return failed(error);
  }
  return failed(thrown);
}

function retried(job: Job, { retry }: TaskDefinition, options: RetryOptions): Outcome {
  const failure = options.cause === undefined ? null : failureOf(options.cause);
  if (job.retries >= (options.maxRetries ?? retry.maxRetries)) {
    return { kind: 'failure', failure: failure ?? maxRetriesExceeded(job) };
  }
  return {
    kind: 'retry',
    failure,
    dueAtMs: dueAtMs(job, retry, options),
    args: options.args ?? null,
    kwargs: options.kwargs ?? null,
  };
}

// Messages hold the time as text with a year of four digits.
const LATEST_MS = Date.UTC(9999, 11, 31);

function dueAtMs(job: Job, policy: RetryPolicy, { eta, countdown }: RetryOptions): number {
  const waitMs =
    countdown === undefined ? retryWaitMs(policy, job.retries) : durationOption('countdown', countdown);
  const atMs = eta?.getTime() ?? Date.now() + waitMs;
  if (atMs >= 0 && atMs <= LATEST_MS) return atMs;
  throw new HeadcountError('BAD_OPTION', `a retry was asked for at a time that is none: ${atMs}`, {
    hint: 'Give an eta that is a valid date, or a countdown that ends before the year 10000.',
  });
}

// Whatever a task throws, a proxy or an object without a prototype among it, is a failure and no more.
function failed(thrown: unknown): Outcome {
  try {
    return { kind: 'failure', failure: failureOf(thrown) };
  } catch {
    return { kind: 'failure', failure: failureOf(new Error('the task threw something that has no text')) };
  }
}
