// One run of one task as the events tell it, from its arrival to its end. A retry is another run.

import { beganMs, type TaskEnding, type TaskEvent } from '../broker/index.ts';

/** Whose word the arrival is. */
export type Since = 'sent' | 'received';

export interface TaskRun {
  readonly uuid: string;
  readonly task: string;
  readonly retries: number;
  since: Since;
  /**
   * Its place in the order, epoch milliseconds: what its sender or its worker says, its ETA included, but never later
   * than what we heard of it allows. Clocks run ahead, and tasks are revoked before their ETA.
   */
  arrivalMs: number;
  /** What was said of the arrival, whatever we heard when. */
  saidMs: number;
  queue: string | undefined;
  worker: string | undefined;
  startedMs: number | undefined;
  endedMs: number | undefined;
  runtimeMs: number | undefined;
  ending: TaskEnding | undefined;
  /** Whether the same task runs again after it. */
  again: boolean;
  /** When its start was heard, by our clock. */
  startHeardMs: number | undefined;
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
  const { saidMs, arrivalMs } = arrivalOf(event, heardMs);
  return {
    uuid: event.uuid,
    task: event.task,
    retries: event.retries,
    since: event.kind,
    arrivalMs,
    saidMs,
    queue: isSent ? event.queue : undefined,
    worker: isSent ? undefined : event.node,
    startedMs: undefined,
    endedMs: undefined,
    runtimeMs: undefined,
    ending: undefined,
    again: false,
    startHeardMs: undefined,
    heardMs,
    written: false,
    before,
  };
}

/** Only an ETA puts an arrival after the moment in which it is heard of. */
export function arrivalOf(
  { atMs, etaMs = -Infinity }: TaskEvent & { readonly kind: Since },
  heardMs: number,
): Pick<TaskRun, 'arrivalMs' | 'saidMs'> {
  return { saidMs: Math.max(atMs, etaMs), arrivalMs: Math.max(Math.min(atMs, heardMs), etaMs) };
}

/** Revoked before it began: nobody did any work for it. */
export function neverRan({ ending, startedMs }: TaskRun): boolean {
  return ending === 'revoked' && startedMs === undefined;
}

/** Further below zero, a wait is a matter of clocks. */
const STAMPED_LATE_MS = 20;

export function timesOf(run: TaskRun): RunTimes {
  const { saidMs, startedMs, endedMs, runtimeMs } = run;
  const began = beganMs(run);
  const spanMs =
    startedMs === undefined || endedMs === undefined ? undefined : Math.max(0, endedMs - startedMs);
  const waitMs = began === undefined ? undefined : began - saidMs;
  // Celery stamps task-sent after the message has gone: a worker that waits for it may be faster.
  const isJustBefore = waitMs !== undefined && waitMs < 0 && waitMs > -STAMPED_LATE_MS;
  return { waitMs: isJustBefore ? 0 : waitMs, serviceMs: runtimeMs ?? spanMs };
}
