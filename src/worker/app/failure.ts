// An exception as Celery stores it: class name, arguments, module, traceback. A Python client rebuilds the
// class from `module` when it can import it, and makes one of that name when it can't.

import type { Failure, Job } from '../pools/contract.ts';
import { isSoftTimeLimit } from '../pools/interruption.ts';
import { describeError, toError } from '../../errors/index.ts';

const CELERY_EXCEPTIONS = 'celery.exceptions';
const BILLIARD_EXCEPTIONS = 'billiard.exceptions';

/** JavaScript errors that Python has under the same name. */
const PYTHON_BUILTINS: ReadonlySet<string> = new Set(['SyntaxError', 'TypeError']);

/** What a task function threw. */
export function failureOf(thrown: unknown): Failure {
  const error = toError(thrown);
  if (isSoftTimeLimit(error)) return softTimeLimit(error);
  const type = typeOf(error);
  return {
    type,
    message: [textOf(error.message)],
    module: PYTHON_BUILTINS.has(type) ? 'builtins' : 'headcount',
    traceback: tracebackOf(error),
  };
}

/** What the task returned cannot be sent as JSON. */
export function unserializable(thrown: unknown): Failure {
  return {
    type: 'EncodeError',
    message: [`what the task handed back cannot be sent: ${toError(thrown).message}`],
    module: 'kombu.exceptions',
    traceback: null,
  };
}

/** The arguments cannot be read. */
export function undecodable(reason: string): Failure {
  return { type: 'DecodeError', message: [reason], module: 'kombu.exceptions', traceback: null };
}

/** It asked to run again, without giving an error, more often than it may. */
export function maxRetriesExceeded(job: Pick<Job, 'id' | 'name'>): Failure {
  const message = `Can't retry ${job.name}[${job.id}]: no retries are left`;
  return { type: 'MaxRetriesExceededError', message: [message], module: CELERY_EXCEPTIONS, traceback: null };
}

/** A member of the chord's header failed, so its body cannot run. */
export function chordFailed(reason: string): Failure {
  return { type: 'ChordError', message: [reason], module: CELERY_EXCEPTIONS, traceback: null };
}

/** It gave in to its soft time limit. */
function softTimeLimit(error: Error): Failure {
  const traceback = tracebackOf(error);
  return { type: 'SoftTimeLimitExceeded', message: [], module: BILLIARD_EXCEPTIONS, traceback };
}

/** It ran past its hard time limit, in seconds. */
export function timeLimitExceeded(limitSec: number): Failure {
  return { type: 'TimeLimitExceeded', message: [limitSec], module: BILLIARD_EXCEPTIONS, traceback: null };
}

/** The task's process died under it. */
export function workerLost(reason: string): Failure {
  return { type: 'WorkerLostError', message: [reason], module: BILLIARD_EXCEPTIONS, traceback: null };
}

/** No task of that name is registered in this worker. */
export function notRegistered(name: string): Failure {
  return { type: 'NotRegistered', message: [name], module: CELERY_EXCEPTIONS, traceback: null };
}

/** Nobody wants it any more: `expired`, `revoked` before it started, `terminated` while it ran. */
export function revoked(cause: string): Failure {
  return { type: 'TaskRevokedError', message: [cause], module: CELERY_EXCEPTIONS, traceback: null };
}

/** It asked to run again and did not say why. */
export function retryWithoutCause(): Failure {
  return { type: 'Retry', message: [], module: CELERY_EXCEPTIONS, traceback: null };
}

/** One line for people: `ValueError('oops')`. */
export function describeFailure(failure: Failure): string {
  const args = failure.message.map((part) => (typeof part === 'string' ? `'${part}'` : JSON.stringify(part)));
  return `${failure.type}(${args.join(', ')})`;
}

// A class that sets no name of its own is still known by its constructor's.
function typeOf(error: Error): string {
  const name = error.name === 'Error' ? error.constructor.name : textOf(error.name);
  return /^[A-Za-z_]\w*$/.test(name) ? name : 'Error';
}

// Nothing keeps a program from giving an error a name or message that is no text.
function textOf(value: unknown): string {
  return String(value);
}

// A stack does not show what caused the error.
function tracebackOf(error: Error): string | null {
  if (typeof error.stack !== 'string') return null;
  if (error.cause === undefined) return error.stack;
  return `${error.stack}\nCaused by: ${describeError(error.cause)}`;
}
