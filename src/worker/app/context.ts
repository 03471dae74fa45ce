// What a task function may ask about its own run. Made only for tasks that are registered with `bind`,
// and the abort signal only when it is read: both cost too much to make for every task.

import type { Job } from '../pools/contract.ts';

/** The first argument of a task registered with `{ bind: true }`. */
export interface TaskContext {
  readonly id: string;
  readonly name: string;
  /** 0 on the first run. */
  readonly retries: number;
  /** Aborted when the worker is stopped cold: the result will not be used any more. */
  readonly signal: AbortSignal;
}

/** The contexts whose signal somebody holds. One per event loop that runs tasks. */
export class AbortScope {
  readonly #controllers = new Set<AbortController>();

  watch(): AbortController {
    const controller = new AbortController();
    this.#controllers.add(controller);
    return controller;
  }

  release(controller: AbortController): void {
    this.#controllers.delete(controller);
  }

  abortAll(reason: Error): void {
    for (const controller of this.#controllers) controller.abort(reason);
    this.#controllers.clear();
  }
}

export class RunningContext implements TaskContext {
  readonly #job: Job;
  readonly #scope: AbortScope;
  #controller: AbortController | undefined;

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
    this.#controller ??= this.#scope.watch();
    return this.#controller.signal;
  }

  /** The task has ended. */
  release(): void {
    if (this.#controller !== undefined) this.#scope.release(this.#controller);
  }
}
