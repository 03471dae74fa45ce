// The lines of the log that tell what became of tasks, in the words Celery's operators look for.

import { describeFailure } from '../app/failure.ts';
import type { Reservation } from '../intake/reservation.ts';
import type { Log } from '../log.ts';
import type { Failure, RetryWish } from '../pools/contract.ts';

const PREVIEW_LENGTH = 128;

export class TaskLog {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  succeeded(reservation: Reservation, value: unknown): void {
    if (!this.#log.infos) return;
    const seconds = (performance.now() - reservation.startedAtMs) / 1000;
    this.#log.info(`Task ${nameOf(reservation)} succeeded in ${seconds.toFixed(6)}s: ${preview(value)}`);
  }

  failed(reservation: Reservation, failure: Failure): void {
    const traceback = failure.traceback === null ? '' : `\n${failure.traceback}`;
    this.#log.error(`Task ${nameOf(reservation)} raised unexpected: ${describeFailure(failure)}${traceback}`);
  }

  retried(reservation: Reservation, { failure, dueAtMs }: RetryWish): void {
    if (!this.#log.infos) return;
    const seconds = Math.max(0, (dueAtMs - Date.now()) / 1000).toFixed(2);
    const why = failure === null ? '' : `: ${describeFailure(failure)}`;
    this.#log.info(`Task ${nameOf(reservation)} retry: Retry in ${seconds}s${why}`);
  }

  ignored(reservation: Reservation): void {
    this.#log.info(`Task ${nameOf(reservation)} ignored`);
  }

  rejected(reservation: Reservation, requeue: boolean, reason: string): void {
    const where = requeue ? ', back to the queue' : '';
    this.#log.info(`Task ${nameOf(reservation)} rejected${where}: ${reason}`);
  }

  discarded(reservation: Reservation, why: string): void {
    this.#log.info(`Discarding revoked task: ${nameOf(reservation)} ${why}`);
  }

  unreadable(reservation: Reservation, reason: string): void {
    this.#log.error(`Discarding ${nameOf(reservation)}: ${reason}`);
  }

  lost(reservation: Reservation, reason: string, requeued: boolean): void {
    const where = requeued ? ', back to the queue' : '';
    this.#log.error(`Task ${nameOf(reservation)} lost its slot${where}: ${reason}`);
  }

  abandoned(reservation: Reservation): void {
    this.#log.warning(`Task ${nameOf(reservation)} was running and is lost: its message was acked early`);
  }
}

function nameOf({ task, name, id }: Reservation): string {
  return `${task.shadow ?? name}[${id}]`;
}

function preview(value: unknown): string {
  const text = value === undefined ? 'None' : (JSON.stringify(value) ?? typeof value);
  return text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH)}...` : text;
}
