// What a task function may ask about its own run. Made only for tasks that are registered with `bind`,
// and the abort signal only when it is read: both cost too much to make for every task.

import type { Job } from '../pools/contract.ts';
import type { AbortScope } from './abort-scope.ts';

/** The first argument of a task registered with `{ bind: true }`. */
export interface TaskContext {
  readonly id: string;
  readonly name: string;
  /** 0 on the first run. */
  readonly retries: number;
  /**
   * Aborted when the soft time limit has passed (the reason is then a SoftTimeLimitExceeded), when the task is
   * revoked with `terminate`, and when the worker is stopped cold.
   */
  readonly signal: AbortSignal;
}

export class RunningContext implements TaskContext {
  readonly #job: Job;
  readonly #scope: AbortScope;
  #signal: AbortSignal | undefined;
  #ended = false;

  constructor(job: Job, scope: AbortScope) {
    this.#job = job;
    this.#scope = scope;
  }

  get id(): string {
    return this.#job.id;
  }

  get name(): string {
    return this.#job.name;
  }

  get retries(): number {
    return this.#job.retries;
  }

  get signal(): AbortSignal {
    // Code that outlives its task may still ask; nobody would ever abort that signal.
    this.#signal ??= this.#ended ? new AbortController().signal : this.#scope.signalOf(this.#job);
    return this.#signal;
  }

  /** The task has ended. */
  release(): void {
    this.#ended = true;
  }
}
