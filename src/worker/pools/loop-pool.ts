// The pools that run tasks in the worker's own event loop: `solo` with one slot, `async` with many. A task
// that computes holds up everything else here, as in Celery's solo and green pools.

import { HeadcountError } from '../../errors/index.ts';
import { deferred, type Deadline, type Deferred } from '../../lifecycle/index.ts';
import { AbortScope } from '../app/abort-scope.ts';
import { execute, type Executable } from '../app/execute.ts';
import type { EndCause, Job, Outcome, Pool, PoolListener, RunningJob } from './contract.ts';
import { interruptionError, type Interruption } from './interruption.ts';
import { sendable } from './sendable.ts';

const ABANDONED: Readonly<Record<EndCause, string>> = {
  timeLimit: 'the task ran past its time limit',
  terminated: 'the task was revoked',
};

export interface LoopPoolOptions extends Executable {
  readonly kind: 'solo' | 'async';
  /** 1 or more; solo always has one. */
  readonly slots: number;
}

export class LoopPool<J extends Job> implements Pool<J> {
  readonly kind: 'solo' | 'async';
  readonly #app: Executable;
  readonly #listener: PoolListener<J>;
  readonly #running = new Set<J>();
  readonly #scope = new AbortScope();
  readonly #settle = (job: J, outcome: Outcome): void => this.#settled(job, outcome);
  #slots: number;
  #open = false;
  #drained: Deferred<void> | undefined;

  constructor(options: LoopPoolOptions, listener: PoolListener<J>) {
    this.kind = options.kind;
    this.#slots = options.kind === 'solo' ? 1 : options.slots;
    this.#app = { tasks: options.tasks, observer: options.observer };
    this.#listener = listener;
  }

  get slots(): number {
    return this.#slots;
  }

  get free(): number {
    return this.#open ? Math.max(0, this.#slots - this.#running.size) : 0;
  }

  get pids(): readonly number[] {
    return [process.pid];
  }

  get busy(): number {
    return this.#running.size;
  }

  running(): readonly RunningJob<J>[] {
    return [...this.#running].map((job) => ({ job, pid: process.pid }));
  }

  async start(): Promise<void> {
    this.#open = true;
  }

  takesAhead(): boolean {
    return false;
  }

  run(job: J): void {
    if (this.free === 0) throw new HeadcountError('BUG', `no free slot for task ${job.id}`);
    this.#running.add(job);
    this.#listener.started(job);
    execute(this.#app, job, this.#scope, this.#settle);
  }

  grow(count: number): void {
    if (this.kind === 'solo') throw new HeadcountError('BAD_OPTION', 'a solo pool cannot grow');
    this.#slots += count;
    this.#listener.refilled();
  }

  shrink(count: number): void {
    this.#slots = Math.max(1, this.#slots - count);
  }

  interrupt(job: J, why: Interruption): void {
    if (this.#running.has(job)) this.#scope.abort(job, interruptionError(why));
  }

  // What runs cannot be stopped from outside; it is asked to, and nobody waits for it any more.
  end(job: J, cause: EndCause): void {
    if (!this.#running.delete(job)) return;
    this.#scope.abort(job, new Error(ABANDONED[cause]));
    this.#listener.lost(job, cause, ABANDONED[cause]);
    this.#listener.refilled();
    this.#checkDrained();
  }

  unstarted(): readonly J[] {
    return [];
  }

  recall(): readonly J[] {
    return [];
  }

  async stop(deadline: Deadline): Promise<void> {
    this.#open = false;
    if (this.#running.size > 0) {
      this.#drained ??= deferred();
      if (await deadline.race(this.#drained.promise)) return;
    }
    await this.kill();
  }

  async kill(): Promise<void> {
    this.#open = false;
    const abandoned = [...this.#running];
    this.#running.clear();
    this.#scope.abortAll(interruptionError({ kind: 'coldStop' }));
    for (const job of abandoned) this.#listener.lost(job, 'killed', 'the worker was stopped cold');
    this.#drained?.resolve();
  }

  #settled(job: J, outcome: Outcome): void {
    this.#scope.release(job);
    // A job that was abandoned may still end: nobody waits for it any more.
    if (!this.#running.delete(job)) return;
    this.#listener.finished(job, sendable(outcome));
    this.#checkDrained();
  }

  #checkDrained(): void {
    if (this.#running.size === 0) this.#drained?.resolve();
  }
}
