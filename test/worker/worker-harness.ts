// A worker in this process on a broker of its own, with an application whose tasks the test steers.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  connectBroker,
  encodeTask,
  startEmbeddedBroker,
  type Broker,
  type OutgoingTask,
  type OwnBroker,
} from '../../src/broker/index.ts';
import { deferred, Deadline, type Deferred } from '../../src/lifecycle/index.ts';
import { App, createWorker, Log, type Worker, type WorkerOptions } from '../../src/worker/index.ts';
import { ms } from '../../src/units/index.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../redis-server.ts';

/** any: a real Redis where there is one, for tests that are about the worker and not about its broker. */
export type BrokerKind = 'redis' | 'embedded' | 'any';

/** A server of the kind, ended with what it answers. */
export async function startServer(
  kind: BrokerKind,
  options: { readonly port?: number } = {},
): Promise<OwnBroker> {
  const embedded = kind === 'embedded' || (kind === 'any' && SKIP_WITHOUT_REDIS !== false);
  return embedded ? await startEmbeddedBroker(options) : await startTestRedis(options);
}

/** A gate that tasks wait at: the test sees them arrive and lets them through. */
export class Gate {
  readonly #arrivals: string[] = [];
  readonly #open: Deferred<void> = deferred();
  #changed: () => void = () => {};

  async pass(label: string): Promise<string> {
    this.#arrivals.push(label);
    this.#changed();
    await this.#open.promise;
    return label;
  }

  async arrived(count: number): Promise<readonly string[]> {
    while (this.#arrivals.length < count) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    return this.#arrivals;
  }

  open(): void {
    this.#open.resolve();
  }
}

export class WorkerHarness implements AsyncDisposable {
  readonly app: App;
  readonly broker: Broker;
  readonly url: string;
  logged = '';
  readonly #workers: Worker[] = [];

  private constructor(url: string, broker: Broker) {
    this.url = url;
    this.broker = broker;
    this.app = new App('under-test', { broker: url });
  }

  static async create(url: string): Promise<WorkerHarness> {
    const broker = await connectBroker(url);
    await broker.observer.purge(['celery']);
    return new WorkerHarness(url, broker);
  }

  /** An async pool with one slot unless told otherwise. */
  async startWorker(options: Partial<WorkerOptions> = {}): Promise<Worker> {
    const worker = this.makeWorker(options);
    await worker.start();
    return worker;
  }

  makeWorker(options: Partial<WorkerOptions> = {}): Worker {
    const log = new Log('info', (text) => {
      this.logged += text;
    });
    const worker = createWorker({ app: this.app, pool: 'async', concurrency: 1, log, ...options });
    this.#workers.push(worker);
    return worker;
  }

  /** Sends in order; answers the ids. */
  async send(name: string, argLists: readonly (readonly unknown[])[], more: Partial<OutgoingTask> = {}) {
    const tasks = argLists.map((args) => ({ id: randomUUID(), name, args, queue: 'celery', ...more }));
    await this.broker.sender.send(tasks.map((task) => ({ queue: task.queue, envelope: encodeTask(task) })));
    return tasks.map((task) => task.id);
  }

  /** Puts text into the queue as it is. */
  async sendRaw(envelope: string): Promise<void> {
    await this.broker.sender.send([{ queue: 'celery', envelope }]);
  }

  async result(id: string) {
    const pending = await this.broker.results.expect(id);
    try {
      return await pending.wait(ms(10_000));
    } finally {
      await pending.cancel();
    }
  }

  async depth(): Promise<{ readonly waiting: number; readonly reserved: number }> {
    const [depth] = await this.broker.observer.depth(['celery']);
    assert.ok(depth !== undefined);
    return { waiting: depth.waiting, reserved: depth.reserved };
  }

  /** Polls the broker, which has no way to tell, until the queue looks as expected. */
  async untilDepth(expected: { readonly waiting: number; readonly reserved: number }): Promise<void> {
    const patience = Deadline.in(ms(10_000));
    for (;;) {
      const depth = await this.depth();
      if (depth.waiting === expected.waiting && depth.reserved === expected.reserved) return;
      if (patience.passed) assert.deepEqual(depth, expected);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) await worker.kill();
    await this.app.close();
    await this.broker.close();
  }
}

export { Deadline };
