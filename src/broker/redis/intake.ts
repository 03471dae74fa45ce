// The taking side of a consumer: goes round until there are messages, the time is over or someone interrupts,
// and picks up again after a broken connection. What a lost round had claimed is found and delivered, so no
// message hangs on a consumer that does not know of it.

import { setTimeout as sleep } from 'node:timers/promises';
import { HeadcountError } from '../../errors/index.ts';
import { deferred, type Deferred } from '../../lifecycle/index.ts';
import type { Delivery } from '../contract.ts';
import { claimsOf } from './claims.ts';
import { isOutOfMemory, type Connection } from './connection.ts';
import type { QueueList } from './keys.ts';
import type { Liveness } from './liveness.ts';
import type { OwnClaims } from './own-claims.ts';
import { Peeks } from './peeks.ts';
import { emptyInbox } from './reaper.ts';
import { NO_CLAIM, receiptOf } from './receipt.ts';
import type { ReservedGroup } from './replies.ts';
import { reserveRound } from './reserving.ts';
import { Rotation } from './rotation.ts';
import { readRunId } from './server-info.ts';
import { WaitingRound } from './waiting-round.ts';
import { Waker } from './waker.ts';

export interface IntakeParts {
  readonly consumerId: string;
  /** Fail-fast: a lost round must be noticed. */
  readonly reserving: Connection;
  /** A fail-fast connection that watches one more list, or ends a wait of `reserving`. */
  readonly openHelper: () => Connection;
  readonly liveness: Liveness;
  readonly claims: OwnClaims;
  readonly queues: readonly string[];
}

/** One call of reserve. */
interface Call {
  readonly max: number;
  readonly untilMs: number;
  interrupted: boolean;
  readonly interruption: Deferred<void>;
}

/** A single wait on the server is not longer, so that a connection that silently broke is noticed. */
const LONGEST_WAIT_MS = 5000;
/** Between two looks while the server refuses to let us wait. */
const OUT_OF_MEMORY_MS = 100;

export class Intake {
  readonly #parts: IntakeParts;
  readonly #peeks: Peeks;
  readonly #waker: Waker;
  #rotation = new Rotation([]);
  #nextRotation: Rotation | undefined;
  #nextClaim = 1;
  #mayHoldMore = false;
  #call: Call | undefined;
  #round: WaitingRound | undefined;
  /** Counts connections: a client id is worth something only on its own. */
  #epoch = 0;
  #client: { readonly id: number; readonly epoch: number; readonly runId: string } | undefined;
  /** First claim of a round whose answer was lost. */
  #lostFrom: number | undefined;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
    this.#nextRotation = new Rotation(parts.queues);
    this.#peeks = new Peeks(parts.openHelper, () => this.#round?.unblock());
    this.#waker = new Waker(parts.openHelper);
    parts.reserving.redis.on('ready', () => this.#epoch++);
  }

  /** Throws BROKER_UNREACHABLE when the broker is away until the time is over. */
  async reserve(max: number, waitMs: number): Promise<readonly Delivery[]> {
    if (this.#call !== undefined) throw new HeadcountError('BUG', 'two calls of reserve at a time');
    if (max < 1) return [];
    const untilMs = performance.now() + waitMs;
    const call: Call = { max, untilMs, interrupted: false, interruption: deferred() };
    this.#call = call;
    try {
      for (;;) {
        const found = await this.#attempt(call);
        if (found.length > 0 || call.interrupted || performance.now() >= untilMs) return found;
      }
    } finally {
      this.#call = undefined;
    }
  }

  interrupt(): void {
    if (this.#call === undefined) return;
    this.#call.interrupted = true;
    this.#call.interruption.resolve();
    this.#round?.unblock();
  }

  setQueues(queues: readonly string[]): void {
    this.#nextRotation = new Rotation(queues);
  }

  /** Call when no reserve is under way any more. */
  async close(): Promise<void> {
    await Promise.all([this.#peeks.close(), this.#waker.close()]);
  }

  // One round, or picking up after a lost one. Answers nothing where the loop should look again.
  async #attempt(call: Call): Promise<readonly Delivery[]> {
    const { reserving } = this.#parts;
    try {
      if (!reserving.ready) await this.#whenBack(call);
      if (!reserving.ready) return [];
      if (this.#rotation.first === undefined && this.#nextRotation?.first === undefined)
        return await idle(call, Infinity);
      const round = new WaitingRound(reserving, this.#waker);
      this.#round = round;
      return await this.#goRound(call, round);
    } catch (error) {
      // At maxmemory the server refuses to wait for messages, but hands out those it has.
      if (isOutOfMemory(error)) return await idle(call, OUT_OF_MEMORY_MS);
      const over = performance.now() >= call.untilMs;
      if (reserving.closed || reserving.ready || (over && !call.interrupted)) throw error;
      return [];
    } finally {
      this.#round?.end();
      this.#round = undefined;
    }
  }

  async #whenBack(call: Call): Promise<void> {
    const leftMs = Math.max(0, call.untilMs - performance.now());
    await Promise.race([this.#parts.reserving.whenReady(leftMs), call.interruption.promise]);
  }

  // Everything here goes over the reserving connection, so that it fails together with it.
  async #goRound(call: Call, round: WaitingRound): Promise<readonly Delivery[]> {
    const { reserving, consumerId, liveness } = this.#parts;
    const recovered = this.#lostFrom === undefined ? [] : await this.#recover(this.#lostFrom);
    if (recovered.length > 0) return recovered;
    if (this.#nextRotation !== undefined) await this.#takeQueues(this.#nextRotation);
    const { lists, first: inboxSource } = this.#rotation;
    if (inboxSource === undefined) return [];
    const clientId = this.#knownClientId ?? (await this.#askClientId());
    const waitMs = this.#waitMs(call);
    round.waits(clientId, waitMs);
    const firstClaim = this.#nextClaim;
    this.#nextClaim += call.max;
    this.#lostFrom = firstClaim;
    if (waitMs > 0) this.#peeks.arm();
    const request = { max: call.max, waitMs, lists, inboxSource, firstClaim };
    const groups = await reserveRound(reserving, consumerId, request);
    this.#lostFrom = undefined;
    if (groups === undefined) await liveness.register(reserving);
    return this.#deliveries(groups ?? [], lists, call.max);
  }

  // No wait when messages are likely to be there: the last round came back full, or a peek saw one.
  #waitMs(call: Call): number {
    const seen = this.#peeks.takeSeen();
    if (seen || this.#mayHoldMore || call.interrupted) return 0;
    return Math.max(0, Math.min(call.untilMs - performance.now(), LONGEST_WAIT_MS));
  }

  #deliveries(
    groups: readonly ReservedGroup[],
    lists: readonly QueueList[],
    max: number,
  ): readonly Delivery[] {
    const { consumerId, claims } = this.#parts;
    const nowMs = performance.now();
    const deliveries: Delivery[] = [];
    for (const { list, firstClaim, envelopes } of groups) {
      const from = lists[list];
      if (from === undefined) throw new HeadcountError('BUG', `the reserve script answered list ${list}`);
      let counter = firstClaim;
      for (const envelope of envelopes) {
        const aside = { tag: NO_CLAIM, queue: from.queue, priority: from.step };
        const receipt = firstClaim < 0 ? aside : receiptOf(consumerId, counter++, from);
        if (firstClaim >= 0) claims.add(receipt.tag, nowMs);
        deliveries.push({ receipt, envelope });
      }
    }
    this.#mayHoldMore = deliveries.length >= max;
    if (deliveries.length > 0) this.#rotation.next();
    return deliveries;
  }

  get #knownClientId(): number | undefined {
    return this.#client?.epoch === this.#epoch ? this.#client.id : undefined;
  }

  async #askClientId(): Promise<number> {
    const { reserving } = this.#parts;
    const epoch = this.#epoch;
    const [id, runId] = await Promise.all([reserving.run(reserving.redis.client('ID')), this.#askRunId()]);
    this.#client = { id, epoch, runId };
    return id;
  }

  async #askRunId(): Promise<string> {
    const { reserving } = this.#parts;
    return readRunId(await reserving.run(reserving.redis.info('server')));
  }

  // The server may not have noticed that the connection of the lost round is gone: it is closed first, so that
  // nothing more is claimed through it. Then everything it claimed is there to be found. On a server that was started
  // meanwhile the number belongs to somebody else.
  async #recover(lostFrom: number): Promise<readonly Delivery[]> {
    const { reserving, consumerId, liveness, claims } = this.#parts;
    const lost = this.#client?.epoch === this.#epoch ? undefined : this.#client;
    if (lost !== undefined && lost.runId === (await this.#askRunId())) {
      await reserving.run(reserving.redis.call('CLIENT', 'KILL', 'ID', lost.id));
    }
    if (this.#rotation.first !== undefined) await emptyInbox(reserving, consumerId, this.#rotation.first);
    await liveness.register(reserving);
    const found = (await claimsOf(reserving, consumerId)).filter(({ counter }) => counter >= lostFrom);
    this.#lostFrom = undefined;
    for (const { tag } of found) claims.add(tag, performance.now());
    return found.map(({ tag, queue, step, envelope }) => ({
      receipt: { tag, queue, priority: step },
      envelope,
    }));
  }

  // The inbox is empty between rounds, so it may change the list that feeds it; the reapers are told first.
  async #takeQueues(rotation: Rotation): Promise<void> {
    const { liveness, reserving } = this.#parts;
    if (rotation.first !== undefined) await liveness.feedInboxFrom(rotation.first, reserving);
    await this.#peeks.watch(rotation.others);
    this.#rotation = rotation;
    this.#mayHoldMore = true;
    if (this.#nextRotation === rotation) this.#nextRotation = undefined;
  }
}

// A consumer without queues has nothing to wait for but the end of the call.
async function idle(call: Call, longestMs: number): Promise<readonly Delivery[]> {
  const timer = new AbortController();
  const leftMs = Math.min(2 ** 31 - 1, longestMs, Math.max(0, call.untilMs - performance.now()));
  const over = sleep(leftMs, undefined, { signal: timer.signal }).catch(() => undefined);
  await Promise.race([over, call.interruption.promise]);
  timer.abort();
  return [];
}
