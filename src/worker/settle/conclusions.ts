// What the broker is told when a task has ended, in Celery's order: what follows is sent, then the result is stored, then
// the chord hears of it. The late ack comes after all of that: a crash in between repeats a step, never skips one.

import {
  decodeBody,
  formatCeleryDate,
  retriedEnvelope,
  type ResultStore,
  type TaskHeader,
} from '../../broker/index.ts';
import type { Reservation } from '../intake/reservation.ts';
import type { Failure, RetryWish } from '../pools/contract.ts';
import type { Publisher } from './publisher.ts';
import {
  failureResult,
  retryResult,
  startedResult,
  successResult,
  type ExtendedFields,
} from './result-document.ts';
import type { Workflows } from './workflows.ts';

export interface ConclusionParts {
  readonly publisher: Publisher;
  readonly results: ResultStore;
  readonly workflows: Workflows;
  readonly nodeName: string;
  /** Store more about the task than its result. */
  readonly extended: boolean;
}

export class Conclusions {
  readonly #parts: ConclusionParts;

  constructor(parts: ConclusionParts) {
    this.#parts = parts;
  }

  async started({ task }: Reservation, pid: number): Promise<void> {
    await this.#parts.results.store({
      ...startedResult(task, this.#parts.nodeName, pid),
      ...this.#extendedFields(task),
    });
  }

  /** A success that asks for nothing afterwards. */
  async stored({ task }: Reservation, value: unknown): Promise<void> {
    await this.#parts.results.store({ ...successResult(task, value), ...this.#extendedFields(task) });
  }

  async succeeded({ task, wantsResult }: Reservation, value: unknown): Promise<void> {
    const { workflows, results } = this.#parts;
    const body = decodeBody(task.body);
    if (body.kind === 'malformed') return;
    const children = await workflows.sendAfterSuccess(task, body.embed, value);
    if (wantsResult) {
      await results.store({ ...successResult(task, value, children), ...this.#extendedFields(task) });
    }
    await workflows.tellChord(task, body.embed.chord, 'SUCCESS', value ?? null);
  }

  async failed(
    task: TaskHeader,
    failure: Failure,
    options: { readonly status: 'FAILURE' | 'REVOKED'; readonly store: boolean },
  ): Promise<void> {
    const { status, store } = options;
    const { workflows, results } = this.#parts;
    await workflows.sendErrorLinks(task, status);
    if (store) {
      await results.store({ ...failureResult(task, failure, status), ...this.#extendedFields(task) });
    }
    await workflows.failRest(task, failure, status);
  }

  /** The new message is there before the state says so: whoever sees RETRY can count on another run. */
  async retried({ task, delivery, wantsResult, retries }: Reservation, wish: RetryWish): Promise<void> {
    const { queue, priority } = delivery.receipt;
    const eta = formatCeleryDate(new Date(wish.dueAtMs));
    const { args, kwargs } = wish;
    const changes = { taskId: task.id, retries: retries + 1, eta, args, kwargs };
    const envelope = retriedEnvelope(delivery.envelope, changes);
    await this.#parts.publisher.send([{ queue, priority, envelope }]);
    if (!wantsResult) return;
    await this.#parts.results.store({ ...retryResult(task, wish.failure), ...this.#extendedFields(task) });
  }

  #extendedFields(task: TaskHeader): ExtendedFields | undefined {
    if (!this.#parts.extended) return undefined;
    const body = decodeBody(task.body);
    const { args, kwargs } = body.kind === 'body' ? body : { args: [], kwargs: {} };
    const { name, retries, queue } = task;
    return { name, args, kwargs, worker: this.#parts.nodeName, retries, queue };
  }
}
