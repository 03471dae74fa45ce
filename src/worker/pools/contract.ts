// What every pool does for its worker: it has slots, runs one job in each, and says how each job ended.
// solo and async run in the worker's own event loop, prefork in child processes, threads in worker threads.
// test/contract/pool.ts holds all of them to this page.
//
//   state      entered by       what it does
//   idle       (new)            nothing
//   running    start            fills free slots with jobs; replaces slots that die
//   stopping   stop             runs no new job, waits for those under way
//   stopped    stop, kill       holds no child, thread or timer; everything still running was reported lost

import type { EncodedBody, EncodedSignature } from '../../broker/index.ts';
import type { HeadcountError } from '../../errors/index.ts';
import type { Deadline } from '../../lifecycle/index.ts';

export type PoolKind = 'solo' | 'prefork' | 'threads' | 'async';

/** One task as a slot needs it: everything else stays with the worker. */
export interface Job {
  /** The task's id. */
  readonly id: string;
  /** The registered task name. */
  readonly name: string;
  /** 0 on the first run. */
  readonly retries: number;
  /** Arguments, still encoded: whoever runs the job decodes them. */
  readonly body: EncodedBody;
  /** False: the value is dropped in the slot and `Success.value` is undefined. */
  readonly wantsResult: boolean;
}

/** An exception in the form Celery stores it. */
export interface Failure {
  /** The class's name. */
  readonly type: string;
  /** The exception's arguments; JSON values. */
  readonly message: readonly unknown[];
  /** Where Python would import the class from. */
  readonly module: string;
  readonly traceback: string | null;
}

/** What has to happen because a task ended: a message to publish, or something asked for that we cannot do. */
export type FollowUp =
  | {
      readonly kind: 'send';
      readonly task: string;
      readonly args: readonly unknown[];
      readonly kwargs: Readonly<Record<string, unknown>>;
      /** As the signature wrote them, unchecked: `task_id`, `queue`, `priority` ... */
      readonly options: Readonly<Record<string, unknown>>;
      /** What is left of the chain after it, in Celery's reverse order; null for links. */
      readonly chain: readonly EncodedSignature[] | null;
    }
  | { readonly kind: 'unsupported'; readonly what: string };

/** How a job ended. */
export type Outcome =
  | { readonly kind: 'success'; readonly value: unknown; readonly followUps: readonly FollowUp[] }
  | { readonly kind: 'failure'; readonly failure: Failure; readonly followUps: readonly FollowUp[] }
  /** The arguments cannot be read; no task code ran. */
  | { readonly kind: 'malformed'; readonly reason: string };

/** Why a slot died with a job in it: by itself, or because the pool was killed. */
export type LossCause = 'crashed' | 'killed';

export interface PoolListener<J extends Job> {
  /** The job ended; its slot is free again. May be called before `run` returns. */
  finished(job: J, outcome: Outcome): void;
  /** The slot died under the job, which ran in part or in full. */
  lost(job: J, cause: LossCause, reason: string): void;
  /** Slots became free without a job ending: a replacement is ready. */
  refilled(): void;
  /** Slots keep dying before they do any work: the pool has given up and the worker should stop. */
  broken(error: HeadcountError): void;
}

export interface Pool<J extends Job> {
  readonly kind: PoolKind;
  /** Places that run one job at a time. */
  readonly slots: number;
  /** Slots a job may be given to now. */
  readonly free: number;
  /** Operating system ids of the processes that run jobs. */
  readonly pids: readonly number[];
  /** Resolves when every slot is ready. Throws, holding nothing, when one cannot be made. */
  start(): Promise<void>;
  /** Runs the job in a free slot; the caller has checked that there is one. */
  run(job: J): void;
  /** Adds slots; they become free as they get ready. */
  grow(count: number): void;
  /** Removes slots, free ones first; busy ones when their job ends. At least one remains. */
  shrink(count: number): void;
  /** Waits for running jobs, at the deadline kills them. Idempotent. */
  stop(deadline: Deadline): Promise<void>;
  /** Aborts running jobs' signals, ends their processes, reports each as lost. Idempotent. */
  kill(): Promise<void>;
}
