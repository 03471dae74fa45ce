// What happens to tasks, told to whoever monitors. Off unless asked for: whoever has something to tell tests `on`
// first, so that a worker nobody listens to pays one test a step.

import { reprValue } from '../../broker/index.ts';
import { describeFailure } from '../app/failure.ts';
import type { Reservation } from '../intake/reservation.ts';
import type { Failure } from '../pools/contract.ts';
import type { EventOutbox } from './event-outbox.ts';

/** Why a task was revoked; `signum` is the signal its process was sent, null for none. */
export interface RevokedFields {
  readonly terminated: boolean;
  readonly signum: number | null;
  readonly expired: boolean;
}

export class TaskEvents {
  /** Whether task events are sent. */
  on: boolean;
  readonly #outbox: EventOutbox;

  constructor(outbox: EventOutbox, on: boolean) {
    this.#outbox = outbox;
    this.on = on;
  }

  received({ task }: Reservation): void {
    this.#outbox.add('task-received', {
      uuid: task.id,
      name: task.shadow ?? task.name,
      args: task.argsRepr,
      kwargs: task.kwargsRepr,
      root_id: task.rootId,
      parent_id: task.parentId,
      retries: task.retries,
      eta: task.eta,
      expires: task.expires,
    });
  }

  started({ id }: Reservation): void {
    this.#outbox.add('task-started', { uuid: id });
  }

  /** The value is undefined where nobody wanted it. */
  succeeded({ id, startedAtMs }: Reservation, value: unknown): void {
    const runtime = (performance.now() - startedAtMs) / 1000;
    this.#outbox.add('task-succeeded', { uuid: id, result: reprValue(value), runtime });
  }

  failed(id: string, failure: Failure): void {
    const traceback = failure.traceback === null ? {} : { traceback: failure.traceback };
    this.#outbox.add('task-failed', { uuid: id, exception: describeFailure(failure), ...traceback });
  }

  retried(id: string, cause: Failure): void {
    this.#outbox.add('task-retried', {
      uuid: id,
      exception: describeFailure(cause),
      traceback: cause.traceback,
    });
  }

  rejected(id: string, requeue: boolean): void {
    this.#outbox.add('task-rejected', { uuid: id, requeue });
  }

  revoked(id: string, fields: RevokedFields): void {
    this.#outbox.add('task-revoked', { uuid: id, ...fields });
  }
}
