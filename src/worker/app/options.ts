// What may be said about an application and its tasks, with the defaults.

import type { Signature } from '../canvas/signature.ts';
import type { Duration } from './duration-option.ts';
import type { AckMode } from './registry.ts';
import type { RetryTaskOptions } from './retry-policy.ts';
import type { RouteTable } from './routes.ts';

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
  /** Queues by task name, for tasks that name none. */
  readonly routes?: RouteTable;
  /** Options of every task that does not say otherwise. */
  readonly taskDefaults?: TaskOptions;
  /** How long results are kept. Default one day; 0 = for ever. */
  readonly resultExpires?: Duration;
  /** Store name, arguments, worker, retries and queue with every result, as Celery's `result_extended`. Default false. */
  readonly resultExtended?: boolean;
}

export interface TaskOptions extends RetryTaskOptions {
  /**
   * When the message is settled. `early` (default, as in Celery): before the task runs, at most once.
   * `late`: after the result is stored, at least once; it runs again if its worker dies.
   */
  readonly acks?: AckMode;
  /**
   * False: a message with late ack whose task fails is rejected instead of acked, and one that runs into its hard
   * time limit goes back to its queue. Default true.
   */
  readonly acksOnFailureOrTimeout?: boolean;
  /** The queue `send` uses when the caller names none. Default: the application's routes, then its default queue. */
  readonly queue?: string;
  /** 0 (served first) to 9 (last), for senders that name none. Default: the application's routes, then 0. */
  readonly priority?: number;
  /** Store no result. Default false. What a sender says about one message wins over this. */
  readonly ignoreResult?: boolean;
  /** Store failures all the same. Default false. */
  readonly storeErrorsEvenIfIgnored?: boolean;
  /** After this long its abort signal fires: `'30s'`, or seconds. Default: the worker's. */
  readonly softTimeLimit?: Duration;
  /** After this long its slot is killed. Must be more than the soft one. Default: the worker's. */
  readonly timeLimit?: Duration;
  /** `'10/m'`, `'2/s'`, `'1/h'` or a number a second: how often one worker starts it. Default: no limit. */
  readonly rateLimit?: string | number;
  /**
   * What becomes of a message with late ack when its process dies under it. True (default): it goes back to its queue,
   * and its task fails when that has happened `maxDeliveries` times. False: its task fails at once, as in Celery.
   */
  readonly rejectOnWorkerLost?: boolean;
  /** Default 3. Without effect when `rejectOnWorkerLost` is false. */
  readonly maxDeliveries?: number;
  /** Store the state STARTED when the task starts: one more write for each task. Default false. */
  readonly trackStarted?: boolean;
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
  /** Arguments by name; a task of ours receives them as one object after the positional ones. */
  readonly kwargs?: Readonly<Record<string, unknown>>;
  /** Not before this long from now: `'10s'`. Default: at once. */
  readonly countdown?: Duration;
  /** Not before this time; wins over `countdown`. */
  readonly eta?: Date;
  /** Not after this long from now, or not after this time: the task is then discarded as revoked. Default: never. */
  readonly expires?: Duration | Date;
  /** After this long its slot is killed. Default: the task's own limit. */
  readonly timeLimit?: Duration;
  /** After this long its abort signal fires. Default: the task's own limit. */
  readonly softTimeLimit?: Duration;
  /** Sent when the task has succeeded, with its value before their own arguments. */
  readonly link?: Signature | readonly Signature[];
  /** Sent when the task has failed, with its id before their own arguments. */
  readonly linkError?: Signature | readonly Signature[];
  /** Counts as this many retries already done. Default 0. */
  readonly retries?: number;
  /** Store no result. Default: what the task says if it is registered here, else false. */
  readonly ignoreResult?: boolean;
}

export const DEFAULT_BROKER = 'redis://127.0.0.1:6379/0';
export const DEFAULT_QUEUE = 'celery';
