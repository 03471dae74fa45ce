// A task as `inspect` shows it.

import { decodeBody, formatCeleryDate } from '../../broker/index.ts';
import type { Reservation } from '../intake/reservation.ts';
import type { ScheduledTask } from './steering.ts';

/** Longer bodies are not decoded for show: their display strings stand in. */
const LONGEST_SHOWN_BODY = 64 * 1024;
/** What Celery's timer says of every message held for its time. */
const SCHEDULED_PRIORITY = 6;

export interface TaskDocumentOptions {
  readonly nodeName: string;
  /** The process that runs it; undefined = it has not started. */
  readonly pid: number | undefined;
  /** Show the sender's display strings, not the arguments. */
  readonly safe: boolean;
}

export type TaskDocument = ReturnType<typeof taskDocument>;

export function taskDocument(reservation: Reservation, options: TaskDocumentOptions) {
  const { task } = reservation;
  const started = options.pid !== undefined;
  const name = task.shadow ?? task.name;
  return {
    id: task.id,
    name,
    ...shownArguments(reservation, options.safe),
    type: task.name,
    hostname: options.nodeName,
    time_start: started ? epochSeconds(reservation.startedAtMs) : null,
    acknowledged: started && !reservation.acksLate,
    delivery_info: {
      exchange: '',
      routing_key: task.queue === '' ? reservation.delivery.receipt.queue : task.queue,
      priority: task.priority,
      redelivered: task.redelivered,
    },
    worker_pid: options.pid ?? null,
  };
}

export function scheduledDocument({ reservation, dueAtMs }: ScheduledTask, nodeName: string) {
  return {
    eta: reservation.task.eta ?? formatCeleryDate(new Date(dueAtMs)),
    priority: SCHEDULED_PRIORITY,
    request: taskDocument(reservation, { nodeName, pid: undefined, safe: false }),
  };
}

function shownArguments({ body, task }: Reservation, safe: boolean) {
  if (!safe && body.text.length <= LONGEST_SHOWN_BODY) {
    const decoded = decodeBody(body);
    if (decoded.kind === 'body') return { args: decoded.args, kwargs: decoded.kwargs };
  }
  return { args: task.argsRepr, kwargs: task.kwargsRepr };
}

function epochSeconds(monotonicMs: number): number {
  return (performance.timeOrigin + monotonicMs) / 1000;
}
