// What may be said about an application and its tasks, with the defaults.

import type { AckMode } from './registry.ts';

export interface AppOptions {
  /**
   * Where tasks are sent to and taken from. Default: what a worker is told, else
   * `redis://127.0.0.1:6379/0`. A worker's `-b` wins over this.
   */
  readonly broker?: string;
  /** Where results are kept. Default: the broker. */
  readonly resultBackend?: string;
  /** The queue of tasks that name none, and the one a worker consumes by default. Default `celery`, as Celery's. */
  readonly defaultQueue?: string;
}

export interface TaskOptions {
  /**
   * When the message is settled. `early` (default, as in Celery): before the task runs, at most once.
   * `late`: after the result is stored, at least once; it runs again if its worker dies.
   */
  readonly acks?: AckMode;
  /** The queue `send` uses when the caller names none. Default: the application's. */
  readonly queue?: string;
  /** Store no result. Default false. What a sender says about one message wins over this. */
  readonly ignoreResult?: boolean;
}

/** Options of a task that wants to know about its own run. */
export interface BoundTaskOptions extends TaskOptions {
  /** Call the function with a TaskContext before the task's own arguments, as Celery's `bind=True`. */
  readonly bind: true;
}

export interface SendOptions {
  /** Default: the task's queue if it is registered here, else the application's. */
  readonly queue?: string;
  /** 0 (served first) to 9 (last). Default 0. */
  readonly priority?: number;
  /** Default: a random UUID. */
  readonly id?: string;
  /** Arguments by name; a task of ours receives them as an object after the positional ones. */
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Not before this long from now: `'10s'`. Default: at once. */
  readonly countdown?: string;
  /** Not after this long from now: the task is then discarded as revoked. Default: never. */
  readonly expires?: string;
  /** Store no result. Default: what the task says if it is registered here, else false. */
  readonly ignoreResult?: boolean;
}

export const DEFAULT_BROKER = 'redis://127.0.0.1:6379/0';
export const DEFAULT_QUEUE = 'celery';
