// What an event on the wire says of a task: sent, received, started or ended. Events come from anybody who can publish;
// what does not parse is passed over.

import { parseCeleryDate } from './date.ts';
import { LONGEST_NAME, type CeleryEvent } from './event.ts';

/** How a run of a task ended. */
export type TaskEnding = 'succeeded' | 'failed' | 'retried' | 'revoked' | 'rejected' | 'cancelled';

interface Seen {
  readonly uuid: string;
  /** Epoch milliseconds by the clock of whoever says so. */
  readonly atMs: number;
  /** The node that says so. */
  readonly node: string;
}

interface Introduced extends Seen {
  readonly task: string;
  /** The task whose workflow or children it belongs to; itself where there is none. */
  readonly rootId: string;
  /** How often it was tried before. */
  readonly retries: number;
  /** Not to be started before this, epoch milliseconds. */
  readonly etaMs: number | undefined;
}

export type TaskEvent =
  | (Introduced & { readonly kind: 'sent'; readonly queue: string | undefined })
  | (Introduced & { readonly kind: 'received' })
  | (Seen & { readonly kind: 'started' })
  | (Seen & {
      readonly kind: 'ended';
      readonly ending: TaskEnding;
      /** Whether the same task is to run again: its message was put back, or another was sent for it. */
      readonly again: boolean;
      /** Time of the body; only of a success. */
      readonly runtimeMs: number | undefined;
    });

const ENDINGS: ReadonlyMap<string, TaskEnding> = new Map(
  (['succeeded', 'failed', 'retried', 'revoked', 'rejected', 'cancelled'] as const).map((ending) => [
    `task-${ending}`,
    ending,
  ]),
);
/** Undefined for an event that is not about a task, and for one that lacks what it must say. */
export function readTaskEvent(event: CeleryEvent): TaskEvent | undefined {
  const { type, hostname: node } = event;
  if (!type.startsWith('task-')) return undefined;
  const uuid = name(event['uuid']);
  const atMs = epochMs(event['timestamp']);
  if (uuid === undefined || atMs === undefined) return undefined;
  const seen = { uuid, atMs, node };
  if (type === 'task-started') return { kind: 'started', ...seen };
  if (type === 'task-sent' || type === 'task-received') return introduced(event, type, seen);
  const ending = ENDINGS.get(type);
  if (ending === undefined) return undefined;
  const again = comesAgain(ending, event['requeue']);
  return { kind: 'ended', ...seen, ending, again, runtimeMs: epochMs(event['runtime']) };
}

/**
 * When a run began, by the clock of its worker. A busy worker tells late that a task has started: that cannot have been
 * later than its runtime before the end. Undefined where neither is known.
 */
export function beganMs(times: {
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
  readonly runtimeMs: number | undefined;
}): number | undefined {
  const { startedMs, endedMs, runtimeMs } = times;
  if (endedMs === undefined || runtimeMs === undefined) return startedMs;
  return Math.min(startedMs ?? Infinity, endedMs - runtimeMs);
}

// Celery cancels what ran when its connection was lost: the message comes again.
function comesAgain(ending: TaskEnding, requeue: unknown): boolean {
  return ending === 'retried' || ending === 'cancelled' || (ending === 'rejected' && requeue === true);
}

function introduced(
  event: CeleryEvent,
  type: 'task-sent' | 'task-received',
  seen: Seen,
): TaskEvent | undefined {
  const task = name(event['name']);
  if (task === undefined) return undefined;
  const { retries, eta } = event;
  const etaMs = typeof eta === 'string' ? parseCeleryDate(eta) : undefined;
  const rootId = name(event['root_id']) ?? seen.uuid;
  const facts = { ...seen, task, rootId, etaMs, retries: typeof retries === 'number' ? retries : 0 };
  return type === 'task-received'
    ? { kind: 'received', ...facts }
    : { kind: 'sent', ...facts, queue: name(event['queue']) };
}

function name(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_NAME ? value : undefined;
}

// Seconds on the wire.
function epochMs(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value * 1000 : undefined;
}
