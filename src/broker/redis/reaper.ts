// Gives dead consumers' messages back to their queues. Every consumer runs one; a lock on the server lets one
// at a time look, so a fleet of a hundred looks as often as a single worker.
//
// When the server itself was started a moment ago, every consumer looks dead: nobody is connected yet, and the keys
// have expired meanwhile. So it waits until all had time to come back.

import { clearInterval, setInterval } from 'node:timers';
import { markRedelivered } from '../message/index.ts';
import { claimsOf, homeOf, putBack } from './claims.ts';
import type { Connection } from './connection.ts';
import { giveBackForeign } from './foreign-claims.ts';
import { connectionName, CONSUMERS, inboxKey, livenessKey, REAPER_LOCK } from './keys.ts';
import { EMPTY_INBOX } from './scripts/index.ts';
import { readUptimeMs } from './server-info.ts';
import type { ConsumerTiming } from './timing.ts';

export class Reaper {
  readonly #connection: Connection;
  readonly #consumerId: string;
  readonly #timing: ConsumerTiming;
  #timer: NodeJS.Timeout | undefined;
  #reaping: Promise<void> | undefined;

  constructor(connection: Connection, consumerId: string, timing: ConsumerTiming) {
    this.#connection = connection;
    this.#consumerId = consumerId;
    this.#timing = timing;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#reaping ??= this.#reap().finally(() => {
        this.#reaping = undefined;
      });
    }, this.#timing.reapMs);
  }

  /** Resolves when a look that is under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reaping;
  }

  async #reap(): Promise<void> {
    if (!this.#connection.ready) return;
    try {
      if (!(await this.#takeLock())) return;
      for (const [id, inboxSource] of await this.#dead()) await this.#bury(id, inboxSource);
      const { foreignClaimsMs } = this.#timing;
      if (foreignClaimsMs !== undefined) {
        await giveBackForeign(this.#connection, this.#consumerId, foreignClaimsMs);
      }
    } catch {
      // The connection went away, or the server refuses to list its clients: nobody is declared dead then.
    }
  }

  // Half the interval, so that a reaper that died with the lock delays the others by less than one look.
  async #takeLock(): Promise<boolean> {
    const lock = this.#connection.redis.set(
      REAPER_LOCK,
      this.#consumerId,
      'PX',
      Math.ceil(this.#timing.reapMs / 2),
      'NX',
    );
    return (await this.#connection.run(lock)) === 'OK';
  }

  async #dead(): Promise<readonly (readonly [string, string])[]> {
    const { redis } = this.#connection;
    const listed = Object.entries(await this.#connection.run(redis.hgetall(CONSUMERS)));
    const alive = await this.#connection.run(
      Promise.all(listed.map(([id]) => redis.exists(livenessKey(id)))),
    );
    const silent = listed.filter((_, i) => alive[i] === 0);
    if (silent.length === 0 || (await this.#justStarted())) return [];
    const names = connectionNames(String(await this.#connection.run(redis.client('LIST'))));
    return silent.filter(([id]) => !names.has(connectionName(id)));
  }

  async #justStarted(): Promise<boolean> {
    const info = await this.#connection.run(this.#connection.redis.info('server'));
    return readUptimeMs(info) < this.#timing.restartGraceMs;
  }

  async #bury(id: string, inboxSource: string): Promise<void> {
    const claims = await claimsOf(this.#connection, id);
    // The head of a list is where the last one pushed comes out first: so the oldest goes last.
    const returns = claims.toReversed().map((claim) => ({
      tag: claim.tag,
      key: homeOf(claim),
      envelope: markRedelivered(claim.envelope),
    }));
    // It may have come back while its claims were read.
    if (!(await putBack(this.#connection, 'head', returns, livenessKey(id)))) return;
    await emptyInbox(this.#connection, id, inboxSource);
    await this.#connection.run(this.#connection.redis.hdel(CONSUMERS, id));
  }
}

/** Moves what lies in a consumer's inbox back to the head of the list it came from. */
export async function emptyInbox(connection: Connection, consumerId: string, source: string): Promise<void> {
  await connection.script(EMPTY_INBOX, [inboxKey(consumerId), source], []);
}

function connectionNames(clientList: string): ReadonlySet<string> {
  return new Set([...clientList.matchAll(/ name=(\S*)/g)].map(([, name = '']) => name));
}
