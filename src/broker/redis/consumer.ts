// One worker's side of the broker: reserve, settle, give back. It has two connections, one that waits and one
// that settles, and a few that only watch; intake.ts says how it waits, liveness.ts how its death is noticed.

import { randomBytes } from 'node:crypto';
import { Deadline } from '../../lifecycle/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';
import type { Consumer, ConsumerOptions, Delivery, Receipt } from '../contract.ts';
import { markRedelivered } from '../message/index.ts';
import { Acks } from './acks.ts';
import { putBack } from './claims.ts';
import type { Connection, Patience } from './connection.ts';
import { insist, OWED_WITHIN_MS } from './insist.ts';
import { Intake } from './intake.ts';
import { connectionName, listKey } from './keys.ts';
import { Liveness } from './liveness.ts';
import { OwnClaims } from './own-claims.ts';
import { Reaper } from './reaper.ts';
import { NO_CLAIM, parseTag } from './receipt.ts';
import type { ConsumerTiming } from './timing.ts';

/** How long close() tries to get the last acks through. */
const SETTLE_WITHIN = ms(2000);

/** Makes a connection that carries the given name; not yet connected. */
export type Connect = (patience: Patience, name: string) => Connection;

export class RedisConsumer implements Consumer {
  readonly id: string;
  readonly #reserving: Connection;
  readonly #settling: Connection;
  readonly #claims = new OwnClaims();
  readonly #acks: Acks;
  readonly #liveness: Liveness;
  readonly #reaper: Reaper;
  readonly #intake: Intake;
  #reserve: Promise<readonly Delivery[]> | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: ConsumerOptions, connect: Connect, timing: ConsumerTiming) {
    this.id = consumerId(options.name);
    const name = connectionName(this.id);
    this.#reserving = connect('fail-fast', name);
    this.#settling = connect('durable', name);
    this.#acks = new Acks(this.#settling);
    this.#liveness = new Liveness(this.#settling, this.id, {
      claims: this.#claims,
      inboxSource: options.queues[0] ?? '',
      timing,
    });
    this.#reaper = new Reaper(this.#settling, this.id, timing);
    this.#intake = new Intake({
      consumerId: this.id,
      reserving: this.#reserving,
      openHelper: () => connect('fail-fast', name).start(),
      liveness: this.#liveness,
      claims: this.#claims,
      queues: options.queues,
    });
  }

  /** Throws BROKER_UNREACHABLE, with nothing left open. */
  static async open(
    options: ConsumerOptions,
    connect: Connect,
    timing: ConsumerTiming,
  ): Promise<RedisConsumer> {
    const consumer = new RedisConsumer(options, connect, timing);
    try {
      await Promise.all([consumer.#reserving.open(), consumer.#settling.open()]);
      await consumer.#liveness.start();
      consumer.#reaper.start();
      return consumer;
    } catch (error) {
      await consumer.close();
      throw error;
    }
  }

  async reserve(max: number, waitMs: Milliseconds): Promise<readonly Delivery[]> {
    const reserve = this.#intake.reserve(max, waitMs);
    this.#reserve = reserve;
    return reserve;
  }

  interrupt(): void {
    this.#intake.interrupt();
  }

  setQueues(queues: readonly string[]): void {
    this.#intake.setQueues(queues);
  }

  ack(receipt: Receipt, settled?: () => void): void {
    if (receipt.tag === NO_CLAIM) return;
    this.#claims.drop(receipt.tag);
    this.#acks.add(receipt.tag, settled);
  }

  /** What was set aside as malformed, or is no longer claimed, is skipped. */
  async giveBack(deliveries: readonly Delivery[]): Promise<void> {
    const claimed = deliveries.filter(({ receipt }) => receipt.tag !== NO_CLAIM);
    const newestFirst = claimed.toSorted((a, b) => counterOf(b) - counterOf(a));
    await this.#putBack('head', newestFirst, OWED_WITHIN_MS);
  }

  async requeue(delivery: Delivery): Promise<void> {
    if (delivery.receipt.tag !== NO_CLAIM) await this.#putBack('tail', [delivery], Infinity);
  }

  flush(): Promise<void> {
    return this.#acks.flush();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  // A claim is ours until the server has let go of it: what it refuses to the end others find when we are closed.
  async #putBack(side: 'head' | 'tail', deliveries: readonly Delivery[], withinMs: number): Promise<void> {
    const returns = deliveries.map(({ receipt, envelope }) => ({
      tag: receipt.tag,
      key: listKey(receipt.queue, receipt.priority),
      envelope: markRedelivered(envelope),
    }));
    await insist(this.#settling, withinMs, () => putBack(this.#settling, side, returns));
    for (const { tag } of returns) this.#claims.drop(tag);
  }

  async #close(): Promise<void> {
    const deadline = Deadline.in(SETTLE_WITHIN);
    this.#intake.interrupt();
    if (this.#reserving.ready) await deadline.race(this.#reserve?.catch(() => []) ?? Promise.resolve());
    await deadline.race(this.#reaper.stop());
    await deadline.race(this.#farewell());
    await Promise.all([this.#intake.close(), this.#reserving.close(), this.#settling.close()]);
  }

  async #farewell(): Promise<void> {
    try {
      await this.#acks.flush();
      await this.#liveness.stop();
    } catch {
      // Unreachable: the others will notice that we are gone.
    }
  }
}

function counterOf({ receipt }: Delivery): number {
  return parseTag(receipt.tag)?.counter ?? 0;
}

// Free of the characters that separate the parts of a tag or mean something in a SCAN pattern.
function consumerId(name: string): string {
  return `${name.replace(/[^\w.@-]/g, '_')}-${randomBytes(6).toString('hex')}`;
}
