// What the application sends: messages of one turn of the event loop travel together. A workflow with chords waits until
// these are known to the result backend.

import type { OutgoingMessage } from '../../broker/index.ts';
import { toError } from '../../errors/index.ts';
import { deferred, type Deferred } from '../../lifecycle/index.ts';
import { messageOf, type Route } from '../canvas/message.ts';
import type { Plan } from '../canvas/plan.ts';
import type { Connections } from './connections.ts';

export class Outbox {
  readonly #connections: Connections;
  readonly #route: Route;
  readonly #underWay = new Set<Promise<void>>();
  #batch: OutgoingMessage[] = [];
  #batchSent: Deferred<void> | undefined;

  constructor(connections: Connections, route: Route) {
    this.#connections = connections;
    this.#route = route;
  }

  /** Resolves when the broker has the first messages of the workflow. */
  send(plan: Plan): Promise<void> {
    const messages = plan.tasks.map((task) => messageOf(task, this.#route, null));
    if (plan.chords.length === 0) return this.#enqueue(messages);
    return this.#track(this.#announce(plan).then(() => this.#enqueue(messages)));
  }

  /** Resolves when nothing is under way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #announce(plan: Plan): Promise<void> {
    const { chords } = await this.#connections.backend();
    await Promise.all(
      plan.chords.map(({ groupId, size, structure }) => chords.begin(groupId, size, structure)),
    );
  }

  #enqueue(messages: readonly OutgoingMessage[]): Promise<void> {
    for (const message of messages) this.#batch.push(message);
    this.#batchSent ??= this.#scheduleFlush();
    return this.#batchSent.promise;
  }

  #scheduleFlush(): Deferred<void> {
    const batchSent = deferred();
    void this.#track(batchSent.promise);
    queueMicrotask(() => void this.#flush(batchSent));
    return batchSent;
  }

  async #flush(batchSent: Deferred<void>): Promise<void> {
    const messages = this.#batch;
    this.#batch = [];
    this.#batchSent = undefined;
    try {
      await (await this.#connections.broker()).sender.send(messages);
      batchSent.resolve();
    } catch (error) {
      batchSent.reject(toError(error));
    }
  }

  // Whoever sends may not look at how it went: that must not end the process.
  #track(work: Promise<void>): Promise<void> {
    const settled = work.catch(() => undefined);
    this.#underWay.add(settled);
    void settled.then(() => this.#underWay.delete(settled));
    return work;
  }
}
