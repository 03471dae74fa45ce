// The pools that run tasks in the worker's own event loop: `solo` with one slot, `async` with many. A task
// that computes holds up everything else here, as in Celery's solo and green pools.

import { HeadcountError } from '../../errors/index.ts';
import { deferred, type Deadline, type Deferred } from '../../lifecycle/index.ts';
import { AbortScope } from '../app/context.ts';
import { execute } from '../app/execute.ts';
import { failureOf } from '../app/failure.ts';
import type { TaskTable } from '../app/registry.ts';
import type { Job, Outcome, Pool, PoolListener } from './contract.ts';

export interface LoopPoolOptions {
  readonly kind: 'solo' | 'async';
  /** 1 or more; solo always has one. */
  readonly slots: number;
  readonly tasks: TaskTable;
}

export class LoopPool<J extends Job> implements Pool<J> {
  readonly kind: 'solo' | 'async';
  readonly #tasks: TaskTable;
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
    this.#tasks = options.tasks;
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

  async start(): Promise<void> {
    this.#open = true;
  }

  run(job: J): void {
    if (this.free === 0) throw new HeadcountError('BUG', `no free slot for task ${job.id}`);
    this.#running.add(job);
    execute(this.#tasks, job, this.#scope, this.#settle);
  }

  grow(count: number): void {
    if (this.kind === 'solo') throw new HeadcountError('BAD_OPTION', 'a solo pool cannot grow');
    this.#slots += count;
    this.#listener.refilled();
  }

  shrink(count: number): void {
    this.#slots = Math.max(1, this.#slots - count);
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
    this.#scope.abortAll(new Error('the worker was stopped cold'));
    for (const job of abandoned) this.#listener.lost(job, 'killed', 'the worker was stopped cold');
    this.#drained?.resolve();
  }

  #settled(job: J, outcome: Outcome): void {
    // A job abandoned by kill may still end: nobody waits for it any more.
    if (!this.#running.delete(job)) return;
    this.#listener.finished(job, asJson(outcome));
    if (this.#running.size === 0) this.#drained?.resolve();
  }
}

// A value that is not JSON makes the task fail here, as it does where values travel between processes.
function asJson(outcome: Outcome): Outcome {
  if (outcome.kind !== 'success') return outcome;
  if (typeof outcome.value !== 'object' && typeof outcome.value !== 'bigint') return outcome;
  try {
    JSON.stringify(outcome.value);
    return outcome;
  } catch (error) {
    return { kind: 'failure', failure: failureOf(error), followUps: [] };
  }
}
