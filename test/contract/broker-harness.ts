// What a broker test has at hand: a fresh database, brokers and consumers that are closed after it, a raw client.

import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Redis } from 'ioredis';
import {
  connectBroker,
  decodeEnvelope,
  encodeTask,
  type Broker,
  type ConnectOptions,
  type Consumer,
  type Delivery,
  type OutgoingMessage,
} from '../../src/broker/index.ts';
import { parseBrokerUrl } from '../../src/broker/redis/address.ts';
import { Connection, loadClient, type Patience } from '../../src/broker/redis/connection.ts';
import { ms } from '../../src/units/index.ts';
import { Sleepable } from '../broker/sleepable.ts';

/** Long enough for a loaded machine; a test that needs it all has failed. */
export const PATIENCE = ms(10_000);

export class BrokerHarness implements AsyncDisposable {
  readonly url: string;
  readonly raw: Redis;
  readonly #brokers: Broker[] = [];
  readonly #connections: Connection[] = [];
  readonly #kept: AsyncDisposable[] = [];

  private constructor(url: string) {
    this.url = url;
    this.raw = new Redis(url, { disconnectTimeout: 0 });
    // It reconnects; its commands say when it can't.
    this.raw.on('error', () => undefined);
  }

  static async open(url: string): Promise<BrokerHarness> {
    const harness = new BrokerHarness(url);
    await harness.raw.flushall();
    return harness;
  }

  async broker(options: ConnectOptions & { readonly url?: string } = {}): Promise<Broker> {
    const broker = await connectBroker(options.url ?? this.url, options);
    this.#brokers.push(broker);
    return broker;
  }

  /** A broker with one consumer. */
  async worker(
    queues: readonly string[] = ['q'],
    options: ConnectOptions & { readonly url?: string } = {},
  ): Promise<{ readonly broker: Broker; readonly consumer: Consumer }> {
    const broker = await this.broker(options);
    return { broker, consumer: await broker.consumer({ name: 'test@host', queues }) };
  }

  /** A bare connection, for tests of the parts. */
  async connection(patience: Patience = 'fail-fast', url = this.url): Promise<Connection> {
    await loadClient();
    const connection = new Connection({ address: parseBrokerUrl(url), patience, connectTimeoutMs: PATIENCE });
    this.#connections.push(connection);
    return connection.open();
  }

  /** A line to the broker that can be put to sleep, deafened and cut. */
  async line(): Promise<Sleepable> {
    return this.keep(await Sleepable.inFrontOf(this.url));
  }

  /** Ends with the harness, after the brokers are closed. */
  keep<T extends AsyncDisposable>(resource: T): T {
    this.#kept.push(resource);
    return resource;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#brokers.map((broker) => broker.close()));
    await Promise.all(this.#connections.map((connection) => connection.close()));
    this.raw.disconnect();
    for (const resource of this.#kept) await resource[Symbol.asyncDispose]();
  }
}

/** A task message whose id is its name. */
export function message(id: string, queue = 'q', priority = 0): OutgoingMessage {
  return { queue, priority, envelope: encodeTask({ id, name: 'test.task', args: [], queue, priority }) };
}

export function messages(count: number, queue = 'q'): readonly OutgoingMessage[] {
  return Array.from({ length: count }, (_, i) => message(`${queue}-${i}`, queue));
}

/** The task's id, or the whole text of what is no task. */
export function idOf({ envelope }: Pick<Delivery, 'envelope'>): string {
  const decoded = decodeEnvelope(envelope);
  return decoded.kind === 'task' ? decoded.task.id : envelope;
}

export const idsOf = (deliveries: readonly Delivery[]): readonly string[] => deliveries.map(idOf);

/** Reserves until there are `count`. */
export async function reserveCount(
  consumer: Consumer,
  count: number,
  max = count,
): Promise<readonly Delivery[]> {
  const deliveries: Delivery[] = [];
  while (deliveries.length < count) {
    const some = await consumer.reserve(Math.min(max, count - deliveries.length), PATIENCE);
    assert.notEqual(some.length, 0, `only ${deliveries.length} of ${count} messages came`);
    deliveries.push(...some);
  }
  return deliveries;
}

/** Asks again and again until it holds. */
export async function eventually(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const giveUpAtMs = performance.now() + PATIENCE;
  while (!(await holds())) {
    assert.ok(performance.now() < giveUpAtMs, `${what}: not within ${PATIENCE} ms`);
    await setImmediate();
  }
}
