// The abort signals of the tasks that run in one event loop. A signal is made when somebody asks for it.

import type { Job } from '../pools/contract.ts';

export class AbortScope {
  readonly #controllers = new Map<Job, AbortController>();

  /** Only of a job that is running. */
  signalOf(job: Job): AbortSignal {
    return this.#controllerOf(job).signal;
  }

  /** A task that asks for its signal later finds it aborted. */
  abort(job: Job, reason: Error): void {
    this.#controllerOf(job).abort(reason);
  }

  abortAll(reason: Error): void {
    for (const controller of this.#controllers.values()) controller.abort(reason);
  }

  /** The job has ended: call for every job. */
  release(job: Job): void {
    if (this.#controllers.size > 0) this.#controllers.delete(job);
  }

  #controllerOf(job: Job): AbortController {
    let controller = this.#controllers.get(job);
    if (controller === undefined) {
      controller = new AbortController();
      this.#controllers.set(job, controller);
    }
    return controller;
  }
}
