// What happens to a message once its fate is known: log, events, word to the broker, ack. A task that stores nothing and
// asks for nothing is settled without a promise.

import { decodeEnvelope, withLosses, type Consumer } from '../../broker/index.ts';
import { describeError, hasCode } from '../../errors/index.ts';
import { deferred, type Deferred } from '../../lifecycle/index.ts';
import {
  failureOf,
  notRegistered,
  retryWithoutCause,
  revoked,
  timeLimitExceeded,
  undecodable,
  workerLost,
} from '../app/failure.ts';
import type { TaskObserver } from '../app/observer.ts';
import type { TaskEvents } from '../events/task-events.ts';
import type { Refused } from '../intake/intake.ts';
import type { PrefetchWindow } from '../intake/prefetch-window.ts';
import type { Reservation } from '../intake/reservation.ts';
import type { Log } from '../log.ts';
import type { Failure, LossCause, Outcome, RetryWish } from '../pools/contract.ts';
import type { Conclusions } from './conclusions.ts';
import { TaskLog } from './task-log.ts';

export interface SettlerParts {
  readonly consumer: Consumer;
  readonly conclusions: Conclusions;
  readonly window: PrefetchWindow;
  readonly events: TaskEvents;
  readonly log: Log;
  readonly observer: TaskObserver | undefined;
  /** The process that runs the task. */
  readonly pidOf: (reservation: Reservation) => number;
  /** A message has been settled: the window has room. */
  readonly onRoom: () => void;
}

/** Why a task was revoked: its time had passed, somebody asked for it before it started, or while it ran. */
export type RevokeCause = 'expired' | 'revoked' | 'terminated';

export class Settler {
  readonly #parts: SettlerParts;
  readonly #taskLog: TaskLog;
  /** Late-ack tasks that were running when the pool was killed: they go back to their queues. */
  readonly #abandoned: Reservation[] = [];
  #underWay = 0;
  #idle: Deferred<void> | undefined;

  constructor(parts: SettlerParts) {
    this.#parts = parts;
    this.#taskLog = new TaskLog(parts.log);
  }

  /** Before a task gets a slot. False: it has expired meanwhile and was settled instead. */
  begin(reservation: Reservation): boolean {
    if (!reservation.expired) return true;
    this.revoked(reservation, 'expired');
    return false;
  }

  /** It runs from now on. */
  started(reservation: Reservation): void {
    const { events, conclusions, pidOf } = this.#parts;
    if (!reservation.acksLate) this.#ack(reservation);
    if (events.on) events.started(reservation);
    if (reservation.definition.trackStarted && reservation.wantsResult) {
      this.#background(conclusions.started(reservation, pidOf(reservation)));
    }
  }

  finished(reservation: Reservation, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'success':
        return this.#succeeded(reservation, outcome.value, outcome.hasFollowUps);
      case 'failure':
        return this.#failed(reservation, outcome.failure);
      case 'retry':
        return this.#retried(reservation, outcome);
      case 'ignored':
        this.#taskLog.ignored(reservation);
        return this.#ackLate(reservation);
      case 'rejected':
        return this.#rejected(reservation, outcome.requeue, outcome.reason);
      case 'malformed':
        this.#taskLog.unreadable(reservation, outcome.reason);
        return this.#conclude(reservation, this.#storeFailure(reservation, undecodable(outcome.reason)));
    }
  }

  /** The slot gave up the task. `limitSec`: the hard limit that it ran into, where that is the cause. */
  lost(reservation: Reservation, cause: LossCause, reason: string, limitSec = 0): void {
    switch (cause) {
      case 'killed':
        return this.#abandon(reservation);
      case 'terminated':
        return this.revoked(reservation, 'terminated');
      case 'timeLimit':
        this.#taskLog.lost(reservation, reason, this.#mayRunAgainAfterTimeout(reservation));
        if (this.#mayRunAgainAfterTimeout(reservation)) return this.#requeue(reservation);
        return this.#endedByFailure(reservation, timeLimitExceeded(limitSec));
      case 'crashed':
        return this.#crashed(reservation, reason);
    }
  }

  /** It does not run, or not any longer, because nobody wants it. */
  revoked(reservation: Reservation, cause: RevokeCause, signum: number | null = null): void {
    const { events, conclusions } = this.#parts;
    this.#taskLog.discarded(reservation, cause === 'expired' ? 'has expired' : `was ${cause}`);
    const terminated = cause === 'terminated';
    if (events.on) events.revoked(reservation.id, { terminated, signum, expired: cause === 'expired' });
    // One that was running with early ack has no message left.
    if (!terminated || reservation.acksLate) this.#ack(reservation);
    const options = { status: 'REVOKED', store: reservation.wantsResult } as const;
    this.#background(conclusions.failed(reservation.task, revoked(cause), options));
  }

  /** A message that never became a task. */
  refused(refused: Refused): void {
    const { consumer, log } = this.#parts;
    const { receipt, envelope } = refused.delivery;
    consumer.ack(receipt);
    switch (refused.kind) {
      case 'malformed':
        log.error(`Discarding a message of queue ${receipt.queue}: ${refused.reason}`);
        return;
      case 'unregistered':
        log.error(`Received unregistered task ${refused.name}[${refused.id}]: it is discarded`);
        return this.#failUnregistered(envelope);
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

  #succeeded(reservation: Reservation, value: unknown, hasFollowUps: boolean): void {
    const { events, conclusions } = this.#parts;
    this.#taskLog.succeeded(reservation, value);
    if (events.on) events.succeeded(reservation, value);
    if (hasFollowUps) this.#conclude(reservation, conclusions.succeeded(reservation, value));
    else if (reservation.wantsResult) this.#conclude(reservation, conclusions.stored(reservation, value));
    else this.#ackLate(reservation);
  }

  #failed(reservation: Reservation, failure: Failure): void {
    this.#taskLog.failed(reservation, failure);
    this.#endedByFailure(reservation, failure);
  }

  #endedByFailure(reservation: Reservation, failure: Failure): void {
    const { events } = this.#parts;
    if (events.on) events.failed(reservation.id, failure);
    this.#conclude(reservation, this.#storeFailure(reservation, failure));
    const { acks, acksOnFailureOrTimeout } = reservation.definition;
    if (acks === 'late' && !acksOnFailureOrTimeout && events.on) events.rejected(reservation.id, false);
  }

  #retried(reservation: Reservation, wish: RetryWish): void {
    const { events, conclusions } = this.#parts;
    this.#taskLog.retried(reservation, wish);
    if (events.on) events.retried(reservation.id, wish.failure ?? retryWithoutCause());
    this.#conclude(reservation, conclusions.retried(reservation, wish));
  }

  #rejected(reservation: Reservation, requeue: boolean, reason: string): void {
    const { events } = this.#parts;
    this.#taskLog.rejected(reservation, requeue && reservation.acksLate, reason);
    if (!reservation.acksLate) return;
    if (events.on) events.rejected(reservation.id, requeue);
    if (requeue) this.#requeue(reservation);
    else this.#ack(reservation);
  }

  #crashed(reservation: Reservation, reason: string): void {
    const { acksLate, task, definition } = reservation;
    // A limit on repeats: a task that kills its process every time would otherwise go round for ever.
    const losses = task.losses + 1;
    const again = acksLate && losses <= definition.maxLosses;
    this.#taskLog.lost(reservation, reason, again);
    if (again) this.#requeue(reservation, withLosses(reservation.delivery.envelope, losses));
    else this.#endedByFailure(reservation, workerLost(reason));
  }

  #failUnregistered(envelope: string): void {
    const decoded = decodeEnvelope(envelope);
    if (decoded.kind === 'malformed') return;
    const { task } = decoded;
    const failure = notRegistered(task.name);
    const { events, conclusions } = this.#parts;
    if (events.on) events.failed(task.id, failure);
    this.#background(conclusions.failed(task, failure, { status: 'FAILURE', store: true }));
  }

  async #storeFailure(reservation: Reservation, failure: Failure): Promise<void> {
    const { wantsResult, definition, task } = reservation;
    const store = wantsResult || definition.storeErrorsEvenIfIgnored;
    await this.#parts.conclusions.failed(task, failure, { status: 'FAILURE', store });
  }

  #mayRunAgainAfterTimeout({ acksLate, definition }: Reservation): boolean {
    return acksLate && !definition.acksOnFailureOrTimeout;
  }

  #abandon(reservation: Reservation): void {
    if (reservation.acksLate) {
      this.#abandoned.push(reservation);
      this.#parts.window.leave();
    } else {
      // Nobody will run it again: whoever waits for its result must not wait for ever.
      this.#taskLog.abandoned(reservation);
      this.#endedByFailure(reservation, workerLost('the worker was stopped before the task had ended'));
    }
  }

  // The message is settled after the work.
  #conclude(reservation: Reservation, work: Promise<void>): void {
    const failed = (error: unknown): Promise<void> => this.#unconcluded(reservation, error);
    if (!reservation.acksLate) return this.#background(work, failed);
    this.#background(work.then(() => this.#ack(reservation), failed));
  }

  // What the broker did not take, in all the time it was offered, runs again if its message is still ours. Whatever else
  // went wrong would go wrong each time: the task fails.
  async #unconcluded(reservation: Reservation, error: unknown): Promise<void> {
    this.#unsettled(error);
    if (isBrokerTrouble(error)) return this.#requeueLate(reservation);
    try {
      await this.#storeFailure(reservation, failureOf(error));
    } catch (again) {
      this.#unsettled(again);
      if (isBrokerTrouble(again)) return this.#requeueLate(reservation);
    }
    this.#ackLate(reservation);
  }

  #requeueLate(reservation: Reservation): void {
    if (reservation.acksLate) this.#requeue(reservation);
  }

  #requeue({ delivery }: Reservation, envelope = delivery.envelope): void {
    this.#parts.window.leave();
    this.#background(this.#parts.consumer.requeue({ ...delivery, envelope }));
    this.#parts.onRoom();
  }

  #ackLate(reservation: Reservation): void {
    if (reservation.acksLate) this.#ack(reservation);
  }

  #ack(reservation: Reservation): void {
    const { consumer, observer } = this.#parts;
    const settled = observer?.settled === undefined ? undefined : () => observer.settled?.(reservation);
    consumer.ack(reservation.delivery.receipt, settled);
    this.#parts.window.leave();
    this.#parts.onRoom();
  }

  // Counted, so that a stop can wait for them; their errors end here.
  #background(
    work: Promise<void>,
    failed = (error: unknown): void | Promise<void> => this.#unsettled(error),
  ): void {
    this.#underWay++;
    work.catch(failed).finally(() => this.#backgroundEnded());
  }

  #unsettled(error: unknown): void {
    this.#parts.log.error(`cannot settle a task: ${describeError(error)}`);
  }

  #backgroundEnded(): void {
    this.#underWay--;
    if (this.#underWay > 0) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  }
}

function isBrokerTrouble(error: unknown): boolean {
  return hasCode(error, 'BROKER_UNREACHABLE', 'BROKER_REFUSED');
}
