// Publish, listen and answer: the channels and lists of remote control and events.

import type { Milliseconds } from '../../units/index.ts';
import type { Listening, ListeningWatch, QueueBinding, Signals } from '../contract.ts';
import type { Connection } from './connection.ts';
import { bindingKey, bindingMember, channelName } from './keys.ts';

/** An answer nobody fetched is deleted after this. */
const KEEP_ANSWERS_SECONDS = 300;
/** How long the first use waits for a connection that is being made. */
const CONNECT_WITHIN_MS = 5000;

type Hear = (channel: string, text: string) => void;

interface Ear {
  readonly hear: Hear;
  readonly watch: ListeningWatch | undefined;
}

export interface SignalsParts {
  /** Fail-fast. */
  readonly commands: Connection;
  /** Subscribes and does nothing else. */
  readonly subscriber: () => Connection;
  /** Fail-fast, blocked while it waits for an answer. */
  readonly answers: () => Connection;
  readonly db: number;
}

export class RedisSignals implements Signals {
  readonly #parts: SignalsParts;
  readonly #ears = new Map<string, Set<Ear>>();
  #subscriber: Connection | undefined;
  /** Whether the subscriptions were lost and are not confirmed again. */
  #isLost = false;

  constructor(parts: SignalsParts) {
    this.#parts = parts;
  }

  publish(channel: string, text: string): Promise<number> {
    const { commands, db } = this.#parts;
    return commands.run(commands.redis.publish(channelName(db, channel), text));
  }

  async listen(pattern: string, hear: Hear, watch?: ListeningWatch): Promise<Listening> {
    const subscriber = this.#listening();
    const full = channelName(this.#parts.db, pattern);
    const ears = this.#ears.get(full) ?? new Set();
    const ear = { hear, watch };
    this.#ears.set(full, ears.add(ear));
    const stop = (): Promise<void> => this.#stop(full, ear);
    try {
      await subscriber.whenReady(CONNECT_WITHIN_MS);
      await this.#subscribe(subscriber, full);
    } catch (error) {
      await stop();
      throw error;
    }
    // The server's answer comes on the same connection, behind what it had to say before.
    const caughtUp = async (): Promise<void> => {
      if (this.#ears.get(full)?.has(ear) === true) await this.#subscribe(subscriber, full);
    };
    return { stop, caughtUp };
  }

  async answer(list: string, text: string): Promise<void> {
    const { commands } = this.#parts;
    await commands.run(
      Promise.all([commands.redis.lpush(list, text), commands.redis.expire(list, KEEP_ANSWERS_SECONDS)]),
    );
  }

  async takeAnswer(list: string, waitMs: Milliseconds): Promise<string | undefined> {
    const answers = this.#parts.answers();
    await answers.whenReady(CONNECT_WITHIN_MS);
    // 0 would mean for ever.
    const taken = await answers.run(answers.redis.brpop(list, Math.max(0.001, waitMs / 1000)));
    return taken?.[1];
  }

  async drop(list: string): Promise<void> {
    const { commands } = this.#parts;
    await commands.run(commands.redis.del(list));
  }

  async bind({ exchange, routingKey, queue }: QueueBinding): Promise<void> {
    const { commands } = this.#parts;
    await commands.run(commands.redis.sadd(bindingKey(exchange), bindingMember(routingKey, queue)));
  }

  async unbind({ exchange, routingKey, queue }: QueueBinding): Promise<void> {
    const { commands } = this.#parts;
    await commands.run(commands.redis.srem(bindingKey(exchange), bindingMember(routingKey, queue)));
  }

  #listening(): Connection {
    if (this.#subscriber !== undefined) return this.#subscriber;
    const subscriber = this.#parts.subscriber();
    const prefixLength = channelName(this.#parts.db, '').length;
    subscriber.redis.on('pmessage', (pattern, channel, text) => {
      for (const { hear } of this.#ears.get(pattern) ?? []) hear(channel.slice(prefixLength), text);
    });
    subscriber.redis.on('close', () => this.#lose());
    subscriber.redis.on('ready', () => void this.#regain(subscriber));
    this.#subscriber = subscriber;
    return subscriber;
  }

  async #subscribe(subscriber: Connection, ...patterns: readonly string[]): Promise<void> {
    await subscriber.run(subscriber.redis.psubscribe(...patterns));
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    for (const { watch } of this.#everyEar()) watch?.lost();
  }

  // ioredis subscribes again by itself, and does not say when that is done: the same once more tells.
  async #regain(subscriber: Connection): Promise<void> {
    if (!this.#isLost) return;
    const patterns = [...this.#ears.keys()];
    try {
      if (patterns.length > 0) await this.#subscribe(subscriber, ...patterns);
    } catch {
      // Lost again, or refused: it stays lost until the next connection.
      return;
    }
    this.#isLost = false;
    for (const { watch } of this.#everyEar()) watch?.regained();
  }

  #everyEar(): readonly Ear[] {
    return [...this.#ears.values()].flatMap((ears) => [...ears]);
  }

  async #stop(pattern: string, ear: Ear): Promise<void> {
    const ears = this.#ears.get(pattern);
    if (ears === undefined || !ears.delete(ear) || ears.size > 0) return;
    this.#ears.delete(pattern);
    const subscriber = this.#subscriber;
    if (subscriber === undefined || !subscriber.ready) return;
    await subscriber.run(subscriber.redis.punsubscribe(pattern)).catch(() => undefined);
  }
}
