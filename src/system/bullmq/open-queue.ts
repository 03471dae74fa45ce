// A queue of BullMQ on a connection that we own: BullMQ does not end one whose server is gone.

import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { parseBrokerUrl } from '../../broker/index.ts';
import { HeadcountError, toError } from '../../errors/index.ts';
import { loadBullmq } from './load-bullmq.ts';

const RETRY_AFTER_MS = 50;

export class OpenQueue {
  readonly queue: Queue;
  readonly #redis: Redis;

  private constructor(queue: Queue, redis: Redis) {
    this.queue = queue;
    this.#redis = redis;
  }

  /** In one attempt; a connection that is lost later comes back. Throws MISSING_PACKAGE, BROKER_UNREACHABLE. */
  static async open(name: string, brokerUrl: string): Promise<OpenQueue> {
    const { Queue: BullmqQueue } = loadBullmq();
    let wasReady = false;
    const redis = new Redis({
      ...parseBrokerUrl(brokerUrl).options,
      lazyConnect: true,
      protocol: 2,
      replyMapping: 'legacy',
      // A command that can't be sent now fails now: whoever sends decides whether to try again.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      disconnectTimeout: 0,
      retryStrategy: () => (wasReady ? RETRY_AFTER_MS : null),
    });
    // Seen by the commands that fail.
    redis.on('error', () => undefined);
    await reaching(brokerUrl, redis.connect());
    wasReady = true;
    const queue = new BullmqQueue(name, {
      connection: redis,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    queue.on('error', () => undefined);
    const opened = new OpenQueue(queue, redis);
    try {
      await reaching(brokerUrl, queue.waitUntilReady());
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  /** Whether the server is there or not. */
  async close(): Promise<void> {
    await this.queue.close();
    const { status } = this.#redis;
    const ended =
      status === 'end' || status === 'reconnecting'
        ? undefined
        : new Promise<void>((resolve) => this.#redis.once('end', resolve));
    this.#redis.disconnect();
    this.#redis.stream?.destroy();
    await ended;
  }
}

/** Awaits what BullMQ does with the broker; its failure becomes BROKER_UNREACHABLE, a refusal BROKER_REFUSED. */
export async function reaching<T>(brokerUrl: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    const cause = toError(thrown);
    const place = parseBrokerUrl(brokerUrl).label;
    if (cause.name === 'ReplyError')
      throw new HeadcountError('BROKER_REFUSED', `${place} refused what BullMQ asked: ${cause.message}`, {
        cause,
      });
    throw new HeadcountError('BROKER_UNREACHABLE', `BullMQ did not reach ${place}: ${cause.message}`, {
      hint: 'check that the server runs there and that host, port, password and database of the URL are right',
      cause,
    });
  }
}
