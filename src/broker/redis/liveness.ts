// Shows the others that a consumer lives, and keeps its long-held claims young.
//
// A consumer counts as dead when its key has expired AND its process has no connection left. A process
// that is busy or stopped keeps its connections, so its tasks are never given to others while it lives; one that
// is killed loses them at once. (A machine that vanishes is noticed when the server's tcp-keepalive is.)

import { clearInterval, setInterval } from 'node:timers';
import type { Connection } from './connection.ts';
import { CONSUMERS, livenessKey, UNACKED_INDEX } from './keys.ts';
import type { OwnClaims } from './own-claims.ts';
import { REGISTER } from './scripts/index.ts';
import type { ConsumerTiming } from './timing.ts';

const REFRESH_BATCH = 500;

export class Liveness {
  readonly #connection: Connection;
  readonly #consumerId: string;
  readonly #claims: OwnClaims;
  readonly #timing: ConsumerTiming;
  #inboxSource: string;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;

  constructor(
    connection: Connection,
    consumerId: string,
    options: { readonly claims: OwnClaims; readonly inboxSource: string; readonly timing: ConsumerTiming },
  ) {
    this.#connection = connection;
    this.#consumerId = consumerId;
    this.#claims = options.claims;
    this.#inboxSource = options.inboxSource;
    this.#timing = options.timing;
  }

  /** Registers, and goes on doing so. Throws when the broker refuses. */
  async start(): Promise<void> {
    await this.register(this.#connection);
    this.#timer = setInterval(() => void this.beat(), this.#timing.heartbeatMs);
    this.#connection.redis.on('ready', () => void this.beat());
  }

  /** Which list the inbox is fed from, known to the reapers before the inbox is used with it. */
  async feedInboxFrom(key: string, connection: Connection): Promise<void> {
    this.#inboxSource = key;
    await this.register(connection);
  }

  /** Shows that we live, over the given connection. */
  async register(connection: Connection): Promise<void> {
    await connection.script(
      REGISTER,
      [livenessKey(this.#consumerId), CONSUMERS],
      [this.#timing.livenessMs, this.#consumerId, this.#inboxSource],
    );
  }

  /** Registers now; one at a time, so that an outage does not pile them up. Never throws. */
  beat(): Promise<void> {
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  /** Ceases to be alive, properly: nothing is left to reap. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const { redis } = this.#connection;
    // A consumer that still has claims stays listed: they go to others as soon as its connections are gone.
    const listed = this.#claims.size > 0;
    await this.#connection.run(
      Promise.all([
        redis.del(livenessKey(this.#consumerId)),
        listed || redis.hdel(CONSUMERS, this.#consumerId),
      ]),
    );
  }

  async #beat(): Promise<void> {
    try {
      await this.register(this.#connection);
      await this.#refreshClaims();
    } catch {
      // The connection is away; it registers again as soon as it is back.
    }
  }

  async #refreshClaims(): Promise<void> {
    const old = this.#claims.refresh(this.#timing.refreshClaimsMs, performance.now());
    if (old.length === 0) return;
    const { redis } = this.#connection;
    const [seconds, micros] = await this.#connection.run(redis.time());
    const score = Number(seconds) + Number(micros) / 1e6;
    for (let from = 0; from < old.length; from += REFRESH_BATCH) {
      const scored = old.slice(from, from + REFRESH_BATCH).flatMap((tag) => [score, tag]);
      await this.#connection.run(redis.zadd(UNACKED_INDEX, 'XX', ...scored));
    }
  }
}
