// An exception as Celery stores it: class name, arguments, module, traceback. A Python client rebuilds the
// class from `module` when it can import it, and makes one of that name when it can't.

import type { Failure } from '../pools/contract.ts';
import { toError } from '../../errors/index.ts';

const CELERY_EXCEPTIONS = 'celery.exceptions';

/** JavaScript errors that Python has under the same name. */
const PYTHON_BUILTINS: ReadonlySet<string> = new Set(['SyntaxError', 'TypeError']);

/** What a task function threw. */
export function failureOf(thrown: unknown): Failure {
  const error = toError(thrown);
  const type = /^[A-Za-z_]\w*$/.test(error.name) ? error.name : 'Error';
  return {
    type,
    message: [error.message],
    module: PYTHON_BUILTINS.has(type) ? 'builtins' : 'headcount',
    traceback: error.stack ?? null,
  };
}

/** The task's process died under it. */
export function workerLost(reason: string): Failure {
  return { type: 'WorkerLostError', message: [reason], module: 'billiard.exceptions', traceback: null };
}

/** No task of that name is registered in this worker. */
export function notRegistered(name: string): Failure {
  return { type: 'NotRegistered', message: [name], module: CELERY_EXCEPTIONS, traceback: null };
}

/** The message said it should not be run any more after a time that has passed. */
export function expired(): Failure {
  return { type: 'TaskRevokedError', message: ['expired'], module: CELERY_EXCEPTIONS, traceback: null };
}

/** One line for people: `ValueError('oops')`. */
export function describeFailure(failure: Failure): string {
  const args = failure.message.map((part) => (typeof part === 'string' ? `'${part}'` : JSON.stringify(part)));
  return `${failure.type}(${args.join(', ')})`;
}
