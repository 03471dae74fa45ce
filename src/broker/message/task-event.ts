// What an event on the wire says of a task: sent, received, started or ended. Events come from anybody who can publish;
// what does not parse is passed over.

import { parseCeleryDate } from './date.ts';
import type { CeleryEvent } from './event.ts';

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
      /** Time of the body; only of a success. */
      readonly runtimeMs: number | undefined;
    });

const ENDINGS: ReadonlyMap<string, TaskEnding> = new Map(
  (['succeeded', 'failed', 'retried', 'revoked', 'rejected', 'cancelled'] as const).map((ending) => [
    `task-${ending}`,
    ending,
  ]),
);
/** Longer names belong to no task. */
const LONGEST_NAME = 500;

/** Undefined for an event that is not about a task, and for one that lacks what it must say. */
export function readTaskEvent(event: CeleryEvent): TaskEvent | undefined {
  const { type, hostname: node } = event;
  if (!type.startsWith('task-')) return undefined;
  const uuid = name(event['uuid']);
  const atMs = epochMs(event['timestamp']);
  if (uuid === undefined || atMs === undefined || node.length > LONGEST_NAME) return undefined;
  const seen = { uuid, atMs, node };
  if (type === 'task-started') return { kind: 'started', ...seen };
  if (type === 'task-sent' || type === 'task-received') return introduced(event, type, seen);
  const ending = ENDINGS.get(type);
  const runtimeMs = epochMs(event['runtime']);
  return ending === undefined ? undefined : { kind: 'ended', ...seen, ending, runtimeMs };
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
