// What every pool does for its worker: it has slots, runs one job in each, and says how each job ended.
// solo and async run in the worker's own event loop, prefork in child processes, threads in worker threads.
// test/contract/pool.ts holds all of them to this page.
//
//   state      entered by       what it does
//   idle       (new)            nothing
//   running    start            fills free slots with jobs; replaces slots that die
//   stopping   stop             runs no new job, waits for those under way
//   stopped    stop, kill       holds no child, thread or timer; everything still running was reported lost

import type { EncodedBody } from '../../broker/index.ts';
import type { HeadcountError } from '../../errors/index.ts';
import type { Deadline } from '../../lifecycle/index.ts';
import type { Interruption } from './interruption.ts';

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
  /** False: nobody stores the value; unless the message asks for follow-ups it is dropped in the slot. */
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

/** A task that wants to run again. */
export interface RetryWish {
  readonly kind: 'retry';
  /** Why; null when the task did not say. */
  readonly failure: Failure | null;
  /** Not before this time, epoch milliseconds. */
  readonly dueAtMs: number;
  /** Instead of the arguments it had; null keeps them. */
  readonly args: readonly unknown[] | null;
  readonly kwargs: Readonly<Record<string, unknown>> | null;
}

/** How a job ended. */
export type Outcome =
  /** `hasFollowUps`: the message's body asks for something afterwards, or it belongs to a chord. */
  | { readonly kind: 'success'; readonly value: unknown; readonly hasFollowUps: boolean }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | RetryWish
  /** The task wants no state stored and nobody told. */
  | { readonly kind: 'ignored' }
  /** The task will not do this: with `requeue` somebody else may. */
  | { readonly kind: 'rejected'; readonly requeue: boolean; readonly reason: string }
  /** The arguments cannot be read; no task code ran. */
  | { readonly kind: 'malformed'; readonly reason: string };

/** Why a running job was taken from its slot on purpose: it ran past its hard limit, or was revoked. */
export type EndCause = 'timeLimit' | 'terminated';

/** Why a slot gave up its job: it died by itself, the pool was killed, or `end` was called. */
export type LossCause = 'crashed' | 'killed' | EndCause;

/** Every job is `started` once and then either `finished` or `lost`, once; or `returned`, and never started. */
export interface PoolListener<J extends Job> {
  /** The job runs from now on. Called before `run` returns, except for a job that was written ahead. */
  started(job: J): void;
  /** The job ended; its slot is free again. May be called before `run` returns. */
  finished(job: J, outcome: Outcome): void;
  /** The slot gave up the job, which ran in part or in full. */
  lost(job: J, cause: LossCause, reason: string): void;
  /** Jobs that were written ahead and have not started, in order: they are the caller's again. */
  returned(jobs: readonly J[]): void;
  /** Slots became free without a job ending: a replacement is ready. */
  refilled(): void;
  /** Slots keep dying before they do any work: the pool has given up and the worker should stop. */
  broken(error: HeadcountError): void;
}

/** A job in a slot. */
export interface RunningJob<J extends Job> {
  readonly job: J;
  /** The process that runs it. */
  readonly pid: number;
}

export interface Pool<J extends Job> {
  readonly kind: PoolKind;
  /** Places that run one job at a time. */
  readonly slots: number;
  /** Slots a job may be given to now. */
  readonly free: number;
  /** Operating system ids of the processes that run jobs. */
  readonly pids: readonly number[];
  /** Jobs in slots. */
  readonly busy: number;
  /** Those jobs, in no order. Made when asked for. */
  running(): readonly RunningJob<J>[];
  /** Resolves when every slot is ready. Throws, holding nothing, when one cannot be made. */
  start(): Promise<void>;
  /**
   * Whether the job may be given to a busy slot, to start there as soon as the one before it has ended: only short
   * tasks may, and what does not start within a few milliseconds comes back through `returned`.
   */
  takesAhead(job: J): boolean;
  /** Runs the job in a free slot, else ahead; the caller has checked that it may. */
  run(job: J): void;
  /** Aborts the running job's signal; the job goes on. Nothing happens if it has ended. */
  interrupt(job: J, why: Interruption): void;
  /**
   * Ends the running job: it is reported lost with this cause, whatever it still answers. Its process or thread is
   * killed and replaced (`gentle`: after its signal was aborted and it had a moment); in the worker's own event loop
   * the job cannot be stopped, its signal is aborted and its slot is free at once. Nothing happens if it has ended.
   */
  end(job: J, cause: EndCause, gentle: boolean): void;
  /** Jobs that were written ahead and have not started. Made when asked for. */
  unstarted(): readonly J[];
  /** Takes back every job that was written ahead and has not started, in order. */
  recall(): readonly J[];
  /** Adds slots; they become free as they get ready. */
  grow(count: number): void;
  /** Removes slots, free ones first; busy ones when their job ends. At least one remains. */
  shrink(count: number): void;
  /** Waits for running jobs, at the deadline kills them. Idempotent. */
  stop(deadline: Deadline): Promise<void>;
  /** Aborts running jobs' signals, ends their processes, reports each as lost. Idempotent. */
  kill(): Promise<void>;
}
