// The application's connection for sending tasks and reading results: opened when first needed, messages
// of one turn sent together.

import { randomUUID } from 'node:crypto';
import {
  connectBroker,
  encodeTask,
  formatCeleryDate,
  type Broker,
  type OutgoingMessage,
  type OutgoingTask,
} from '../../broker/index.ts';
import { deferred, type Deferred } from '../../lifecycle/index.ts';
import type { SendOptions } from './options.ts';
import { awaitResult, durationOption, type SentTask } from './sent-task.ts';

type DecidedOptions = SendOptions & { readonly queue: string; readonly ignoreResult: boolean };

export class Outbox {
  #brokerUrl: string;
  #resultUrl: string;
  #broker: Promise<Broker> | undefined;
  #backend: Promise<Broker> | undefined;
  #batch: OutgoingMessage[] = [];
  #batchSent: Deferred<void> | undefined;
  #underWay = new Set<Promise<void>>();

  constructor(brokerUrl: string, resultUrl: string) {
    this.#brokerUrl = brokerUrl;
    this.#resultUrl = resultUrl;
  }

  redirect(brokerUrl: string, resultUrl: string): void {
    this.#brokerUrl = brokerUrl;
    this.#resultUrl = resultUrl;
  }

  send(name: string, args: readonly unknown[], options: DecidedOptions): SentTask<unknown> {
    const id = options.id ?? randomUUID();
    const envelope = encodeTask(outgoingTask(id, name, args, options));
    const sent = this.#enqueue({ queue: options.queue, priority: options.priority ?? 0, envelope });
    return {
      id,
      sent,
      get: async (getOptions = {}) => {
        await sent;
        return await awaitResult((await this.#results()).results, id, getOptions);
      },
    };
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    const opened = [this.#broker, this.#backend].filter((broker) => broker !== undefined);
    this.#broker = undefined;
    this.#backend = undefined;
    for (const result of await Promise.allSettled(opened)) {
      if (result.status === 'fulfilled') await result.value.close();
    }
  }

  #enqueue(message: OutgoingMessage): Promise<void> {
    this.#batch.push(message);
    this.#batchSent ??= this.#scheduleFlush();
    return this.#batchSent.promise;
  }

  #scheduleFlush(): Deferred<void> {
    const batchSent = deferred();
    const flushed = batchSent.promise.then(
      () => {},
      () => {},
    );
    this.#underWay.add(flushed);
    void flushed.then(() => this.#underWay.delete(flushed));
    queueMicrotask(() => void this.#flush(batchSent));
    return batchSent;
  }

  async #flush(batchSent: Deferred<void>): Promise<void> {
    const messages = this.#batch;
    this.#batch = [];
    this.#batchSent = undefined;
    try {
      await (await this.#connection()).sender.send(messages);
      batchSent.resolve();
    } catch (error) {
      batchSent.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  // A connection that could not be made is not kept: the next message tries again.
  #connection(): Promise<Broker> {
    this.#broker ??= connectBroker(this.#brokerUrl).catch((error: unknown) => {
      this.#broker = undefined;
      throw error;
    });
    return this.#broker;
  }

  #results(): Promise<Broker> {
    if (this.#resultUrl === this.#brokerUrl) return this.#connection();
    this.#backend ??= connectBroker(this.#resultUrl).catch((error: unknown) => {
      this.#backend = undefined;
      throw error;
    });
    return this.#backend;
  }
}

function outgoingTask(
  id: string,
  name: string,
  args: readonly unknown[],
  options: DecidedOptions,
): OutgoingTask {
  return {
    id,
    name,
    args,
    queue: options.queue,
    priority: options.priority ?? 0,
    ignoreResult: options.ignoreResult,
    eta: dateIn('countdown', options.countdown),
    expires: dateIn('expires', options.expires),
    ...(options.kwargs === undefined ? {} : { kwargs: options.kwargs }),
  };
}

function dateIn(option: string, duration: string | undefined): string | null {
  if (duration === undefined) return null;
  return formatCeleryDate(new Date(Date.now() + durationOption(option, duration)));
}
