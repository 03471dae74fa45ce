// Publish, listen and answer: the channels and lists of remote control and events.

import type { Milliseconds } from '../../units/index.ts';
import type { Listening, QueueBinding, Signals } from '../contract.ts';
import type { Connection } from './connection.ts';
import { bindingKey, bindingMember, channelName } from './keys.ts';

/** An answer nobody fetched is deleted after this. */
const KEEP_ANSWERS_SECONDS = 300;
/** How long the first use waits for a connection that is being made. */
const CONNECT_WITHIN_MS = 5000;

type Hear = (channel: string, text: string) => void;

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
  readonly #ears = new Map<string, Set<Hear>>();
  #subscriber: Connection | undefined;

  constructor(parts: SignalsParts) {
    this.#parts = parts;
  }

  publish(channel: string, text: string): Promise<number> {
    const { commands, db } = this.#parts;
    return commands.run(commands.redis.publish(channelName(db, channel), text));
  }

  async listen(pattern: string, hear: Hear): Promise<Listening> {
    const subscriber = this.#listening();
    const full = channelName(this.#parts.db, pattern);
    const ears = this.#ears.get(full) ?? new Set();
    this.#ears.set(full, ears.add(hear));
    const stop = (): Promise<void> => this.#stop(full, hear);
    try {
      await subscriber.whenReady(CONNECT_WITHIN_MS);
      await subscriber.run(subscriber.redis.psubscribe(full));
    } catch (error) {
      await stop();
      throw error;
    }
    return { stop };
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
    // ioredis subscribes again by itself after a reconnect.
    subscriber.redis.on('pmessage', (pattern, channel, text) => {
      for (const hear of this.#ears.get(pattern) ?? []) hear(channel.slice(prefixLength), text);
    });
    this.#subscriber = subscriber;
    return subscriber;
  }

  async #stop(pattern: string, hear: Hear): Promise<void> {
    const ears = this.#ears.get(pattern);
    if (ears === undefined || !ears.delete(hear) || ears.size > 0) return;
    this.#ears.delete(pattern);
    const subscriber = this.#subscriber;
    if (subscriber === undefined || !subscriber.ready) return;
    await subscriber.run(subscriber.redis.punsubscribe(pattern)).catch(() => undefined);
  }
}
