// What happens to a message once its fate is known: publish what follows, store the result, ack, log, in
// Celery's order. A task that stores nothing and asks for nothing is settled without a promise.

import { decodeBody, type Consumer, type ResultStore, type StoredResult } from '../../broker/index.ts';
import { describeError } from '../../errors/index.ts';
import { deferred, type Deferred } from '../../lifecycle/index.ts';
import { describeFailure, expired, notRegistered, workerLost } from '../app/failure.ts';
import { afterFailure } from '../app/follow-ups.ts';
import type { Refused } from '../intake/intake.ts';
import type { PrefetchWindow } from '../intake/prefetch-window.ts';
import type { Reservation } from '../intake/reservation.ts';
import type { Log } from '../log.ts';
import type { Failure, FollowUp, LossCause, Outcome } from '../pools/contract.ts';
import type { Publisher } from './publisher.ts';
import { failureResult, successResult } from './result-document.ts';

export interface SettlerParts {
  readonly consumer: Consumer;
  readonly results: ResultStore;
  readonly publisher: Publisher;
  readonly window: PrefetchWindow;
  readonly log: Log;
  /** A message has been settled: the window has room. */
  readonly onRoom: () => void;
}

export class Settler {
  readonly #parts: SettlerParts;
  /** Late-ack tasks that were running when the pool was killed: they go back to their queues. */
  readonly #abandoned: Reservation[] = [];
  #underWay = 0;
  #idle: Deferred<void> | undefined;

  constructor(parts: SettlerParts) {
    this.#parts = parts;
  }

  /** Just before a task starts. False: it has expired meanwhile and was settled instead. */
  begin(reservation: Reservation): boolean {
    if (reservation.expired) {
      this.#discardExpired(reservation);
      return false;
    }
    if (this.#parts.log.infos) reservation.startedAtMs = performance.now();
    if (!reservation.acksLate) this.#ack(reservation);
    return true;
  }

  finished(reservation: Reservation, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'success':
        return this.#succeeded(reservation, outcome.value, outcome.followUps);
      case 'failure':
        return this.#failed(reservation, outcome.failure, outcome.followUps);
      case 'malformed':
        this.#parts.log.error(`Discarding ${describe(reservation)}: ${outcome.reason}`);
        return this.#ackLate(reservation);
    }
  }

  /** The slot died under the task. */
  lost(reservation: Reservation, cause: LossCause, reason: string): void {
    const what = describe(reservation);
    if (cause === 'killed') return this.#abandon(reservation);
    // Requeued once: a task that kills its process every time would otherwise go round for ever.
    if (reservation.acksLate && !reservation.task.redelivered) {
      this.#parts.log.error(`Task ${what} lost its slot, back to the queue: ${reason}`);
      this.#requeue(reservation);
      return;
    }
    this.#parts.log.error(`Task ${what} lost its slot: ${reason}`);
    const body = decodeBody(reservation.body);
    const followUps = body.kind === 'body' ? afterFailure(body.embed, reservation.id) : [];
    this.#conclude(reservation, failureResult(reservation.id, workerLost(reason), 'FAILURE'), followUps);
  }

  /** A message that never became a task. */
  refused(refused: Refused): void {
    const { receipt } = refused.delivery;
    switch (refused.kind) {
      case 'malformed':
        this.#parts.log.error(`Discarding a message of queue ${receipt.queue}: ${refused.reason}`);
        this.#parts.consumer.ack(receipt);
        return;
      case 'unregistered': {
        const { id, name } = refused;
        this.#parts.log.error(`Received unregistered task ${name}[${id}]: it is discarded`);
        this.#parts.consumer.ack(receipt);
        this.#background(this.#store(failureResult(id, notRegistered(name), 'FAILURE')));
      }
    }
  }

  /** Late-ack tasks that a killed pool left behind, in the order they were reserved. */
  takeAbandoned(): readonly Reservation[] {
    return this.#abandoned.splice(0);
  }

  /** Resolves when every result and follow-up so far has reached the broker, or has been given up and logged. */
  async flush(): Promise<void> {
    if (this.#underWay === 0) return;
    this.#idle ??= deferred();
    await this.#idle.promise;
  }

  #succeeded(reservation: Reservation, value: unknown, followUps: readonly FollowUp[]): void {
    const { log } = this.#parts;
    if (log.infos) {
      const seconds = (performance.now() - reservation.startedAtMs) / 1000;
      log.info(`Task ${describe(reservation)} succeeded in ${seconds.toFixed(6)}s: ${preview(value)}`);
    }
    const result = reservation.wantsResult ? successResult(reservation.id, value) : undefined;
    this.#conclude(reservation, result, followUps);
  }

  #failed(reservation: Reservation, failure: Failure, followUps: readonly FollowUp[]): void {
    const traceback = failure.traceback === null ? '' : `\n${failure.traceback}`;
    this.#parts.log.error(
      `Task ${describe(reservation)} raised unexpected: ${describeFailure(failure)}${traceback}`,
    );
    const result = reservation.wantsResult ? failureResult(reservation.id, failure, 'FAILURE') : undefined;
    this.#conclude(reservation, result, followUps);
  }

  #discardExpired(reservation: Reservation): void {
    this.#parts.log.info(`Discarding revoked task: ${describe(reservation)} has expired`);
    this.#ack(reservation);
    if (!reservation.wantsResult) return;
    this.#background(this.#store(failureResult(reservation.id, expired(), 'REVOKED')));
  }

  #abandon(reservation: Reservation): void {
    if (reservation.acksLate) {
      this.#abandoned.push(reservation);
      this.#parts.window.leave();
    } else {
      this.#parts.log.warning(
        `Task ${describe(reservation)} was running and is lost: its message was acked early`,
      );
    }
  }

  // Follow-ups first, then the result, then the late ack: a crash in between repeats a step, never skips one.
  #conclude(
    reservation: Reservation,
    result: StoredResult | undefined,
    followUps: readonly FollowUp[],
  ): void {
    if (result === undefined && followUps.length === 0) return this.#ackLate(reservation);
    this.#background(this.#concludeOnBroker(reservation, result, followUps));
  }

  async #concludeOnBroker(
    reservation: Reservation,
    result: StoredResult | undefined,
    followUps: readonly FollowUp[],
  ): Promise<void> {
    if (followUps.length > 0) await this.#parts.publisher.publish(reservation.task, followUps);
    if (result !== undefined) await this.#parts.results.store(result);
    this.#ackLate(reservation);
  }

  async #store(result: StoredResult): Promise<void> {
    await this.#parts.results.store(result);
  }

  #requeue(reservation: Reservation): void {
    this.#parts.window.leave();
    this.#background(this.#parts.consumer.requeue(reservation.delivery));
    this.#parts.onRoom();
  }

  #ackLate(reservation: Reservation): void {
    if (reservation.acksLate) this.#ack(reservation);
  }

  #ack(reservation: Reservation): void {
    this.#parts.consumer.ack(reservation.delivery.receipt);
    this.#parts.window.leave();
    this.#parts.onRoom();
  }

  // Counted, so that a stop can wait for them; their errors end here.
  #background(work: Promise<void>): void {
    this.#underWay++;
    work
      .catch((error: unknown) => this.#parts.log.error(`cannot settle a task: ${describeError(error)}`))
      .finally(() => this.#backgroundEnded());
  }

  #backgroundEnded(): void {
    this.#underWay--;
    if (this.#underWay > 0) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  }
}

function describe(reservation: Reservation): string {
  return `${reservation.task.shadow ?? reservation.name}[${reservation.id}]`;
}

const PREVIEW_LENGTH = 128;

function preview(value: unknown): string {
  const text = value === undefined ? 'None' : (JSON.stringify(value) ?? typeof value);
  return text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH)}...` : text;
}
