// One run of one task as the events tell it, from its arrival to its end. A retry is another run.

import type { TaskEnding, TaskEvent } from '../broker/index.ts';

/** Whose word the arrival is. */
export type Since = 'sent' | 'received';

export interface TaskRun {
  readonly uuid: string;
  readonly task: string;
  readonly retries: number;
  since: Since;
  /** Epoch milliseconds; not before its ETA. */
  arrivalMs: number;
  queue: string | undefined;
  worker: string | undefined;
  startedMs: number | undefined;
  endedMs: number | undefined;
  runtimeMs: number | undefined;
  ending: TaskEnding | undefined;
  /** When we first heard of it, by our clock. */
  readonly heardMs: number;
  written: boolean;
  /** The run before this one, as long as its end has not been heard. */
  before: TaskRun | undefined;
}

/** What was measured of a run; undefined = not known. */
export interface RunTimes {
  /** From its arrival to its start; below zero where clocks differ. */
  readonly waitMs: number | undefined;
  readonly serviceMs: number | undefined;
}

export function beginRun(
  event: TaskEvent & { readonly kind: Since },
  heardMs: number,
  before: TaskRun | undefined,
): TaskRun {
  const isSent = event.kind === 'sent';
  return {
    uuid: event.uuid,
    task: event.task,
    retries: event.retries,
    since: event.kind,
    arrivalMs: Math.max(event.atMs, event.etaMs ?? 0),
    queue: isSent ? event.queue : undefined,
    worker: isSent ? undefined : event.node,
    startedMs: undefined,
    endedMs: undefined,
    runtimeMs: undefined,
    ending: undefined,
    heardMs,
    written: false,
    before,
  };
}

/** Further below zero, a wait is a matter of clocks. */
const STAMPED_LATE_MS = 20;

export function timesOf({ arrivalMs, startedMs, endedMs, runtimeMs }: TaskRun): RunTimes {
  const byEnd = endedMs === undefined || runtimeMs === undefined ? undefined : endedMs - runtimeMs;
  const began = startedMs ?? byEnd;
  const spanMs =
    startedMs === undefined || endedMs === undefined ? undefined : Math.max(0, endedMs - startedMs);
  const waitMs = began === undefined ? undefined : began - arrivalMs;
  // Celery stamps task-sent after the message has gone: a worker that waits for it may be faster.
  const isJustBefore = waitMs !== undefined && waitMs < 0 && waitMs > -STAMPED_LATE_MS;
  return { waitMs: isJustBefore ? 0 : waitMs, serviceMs: runtimeMs ?? spanMs };
}
