// The abort signal for tasks that are not registered with `bind`: code deep inside a task asks for it without having
// been handed anything. Where the application's module brings another copy of this package, both share one mark.

import { HeadcountError } from '../../errors/index.ts';
import type { Job } from '../pools/contract.ts';
import type { AbortScope } from './abort-scope.ts';

interface CurrentRun {
  job: Job | undefined;
  scope: AbortScope | undefined;
}

const KEY: unique symbol = Symbol.for('headcount.current-run');
const shared: typeof globalThis & { [KEY]?: CurrentRun } = globalThis;
const current: CurrentRun = (shared[KEY] ??= { job: undefined, scope: undefined });

/**
 * The abort signal of the task that is running, as `context.signal` of a bound task. Ask before the task's first
 * `await` and keep it: in an async pool many tasks take turns, and afterwards nobody knows who is asking. Throws
 * BAD_OPTION outside of a task.
 */
export function taskSignal(): AbortSignal {
  const { job, scope } = current;
  if (job !== undefined && scope !== undefined) return scope.signalOf(job);
  throw new HeadcountError('BAD_OPTION', 'taskSignal() was called outside of a task', {
    hint: "Call it before the task's first await, or register the task with `bind: true` and use context.signal.",
  });
}

/** Around the call of a task function. */
export function enterTask(job: Job, scope: AbortScope): void {
  current.job = job;
  current.scope = scope;
}

export function leaveTask(): void {
  current.job = undefined;
}
