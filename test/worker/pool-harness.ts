// A pool under test with everything it reports, and ways to wait for a report instead of for time.

import { encodeBody } from './messages.ts';
import { loadApp } from '../../src/worker/index.ts';
import type { HeadcountError } from '../../src/errors/index.ts';
import type { MakeCarrier } from '../../src/worker/pools/carrier.ts';
import type { Offers } from '../../src/worker/pools/claims.ts';
import type {
  Job,
  LossCause,
  Outcome,
  Pool,
  PoolKind,
  PoolListener,
} from '../../src/worker/pools/contract.ts';
import { createPool } from '../../src/worker/pools/create-pool.ts';
import { startProcess } from '../../src/worker/pools/process-carrier.ts';
import { RemotePool } from '../../src/worker/pools/remote-pool.ts';

export interface Ended {
  readonly id: string;
  readonly outcome: Outcome;
}

export interface Lost {
  readonly id: string;
  readonly cause: LossCause;
  readonly reason: string;
}

export interface PoolSetup {
  readonly kind: PoolKind;
  readonly slots?: number;
  readonly maxTasksPerChild?: number;
  readonly maxMemoryBytes?: number;
  readonly maxHeapMiB?: number;
  /** Name of the module in test/fixtures/apps. */
  readonly fixture?: string;
  /** prefork: does something to each child's claims. */
  readonly claims?: (offers: Offers | undefined) => Offers | undefined;
}

export class PoolHarness implements AsyncDisposable {
  readonly pool: Pool<Job>;
  readonly started: string[] = [];
  readonly ended: Ended[] = [];
  readonly returned: Job[] = [];
  readonly lost: Lost[] = [];
  broken: HeadcountError | undefined;
  printed = '';
  readonly #jobs = new Map<string, Job>();
  #nextId = 1;
  readonly #waiting: (() => void)[] = [];

  private constructor(pool: (harness: PoolHarness) => Pool<Job>) {
    this.pool = pool(this);
  }

  static async create(setup: PoolSetup): Promise<PoolHarness> {
    const module = appUrl(setup.fixture ?? 'basic');
    const inThisProcess = setup.kind === 'solo' || setup.kind === 'async';
    const tasks = inThisProcess ? (await loadApp(module)).tasks : new Map();
    return new PoolHarness((harness) => {
      const options = {
        slots: setup.slots ?? 1,
        setup: { module, broker: 'redis://127.0.0.1:1/0', resultBackend: 'redis://127.0.0.1:1/0' },
        recycling: { maxTasks: setup.maxTasksPerChild, maxMemoryBytes: setup.maxMemoryBytes },
        maxHeapMiB: setup.maxHeapMiB,
        print: (text: string) => harness.#note(() => (harness.printed += text)),
      };
      const { claims } = setup;
      if (claims === undefined)
        return createPool({ ...options, kind: setup.kind, tasks }, harness.#listener());
      const makeCarrier: MakeCarrier = (listener) => {
        const carrier = startProcess(listener, options);
        return { ...carrier, offers: claims(carrier.offers) };
      };
      return new RemotePool({ ...options, kind: 'prefork', makeCarrier }, harness.#listener());
    });
  }

  #listener(): PoolListener<Job> {
    return {
      started: (job) => this.#note(() => this.started.push(job.id)),
      finished: (job, outcome) => this.#note(() => this.ended.push({ id: job.id, outcome })),
      lost: (job, cause, reason) => this.#note(() => this.lost.push({ id: job.id, cause, reason })),
      returned: (jobs) => this.#note(() => this.returned.push(...jobs)),
      refilled: () => this.#note(() => {}),
      broken: (error) => this.#note(() => (this.broken = error)),
    };
  }

  /** Runs a task in a free slot; answers its id. */
  run(name: string, ...args: readonly unknown[]): string {
    return this.runJob({ name, body: encodeBody(args) });
  }

  runJob(job: Partial<Job> & Pick<Job, 'name' | 'body'>): string {
    const made = this.makeJob(job);
    this.pool.run(made);
    return made.id;
  }

  makeJob(job: Partial<Job> & Pick<Job, 'name' | 'body'>): Job {
    const made: Job = { id: `job-${this.#nextId++}`, retries: 0, wantsResult: true, ...job };
    this.#jobs.set(made.id, made);
    return made;
  }

  jobOf(id: string): Job {
    const job = this.#jobs.get(id);
    if (job === undefined) throw new Error(`there is no ${id}`);
    return job;
  }

  /** Runs all, each when the pool takes it, what comes back again; answers the ids when all have ended. */
  async runAll(calls: readonly (readonly [name: string, ...args: unknown[]])[]): Promise<readonly string[]> {
    const jobs = calls.map(([name, ...args]) => this.makeJob({ name, body: encodeBody(args) }));
    const line = [...jobs];
    for (;;) {
      line.unshift(...this.returned.splice(0));
      const next = line[0];
      if (next === undefined && this.pool.unstarted().length === 0) break;
      if (next !== undefined && (this.pool.free > 0 || this.pool.takesAhead(next))) {
        line.shift();
        this.pool.run(next);
      } else {
        await this.changed();
      }
    }
    const ids = new Set(jobs.map(({ id }) => id));
    const over = (): number => [...this.ended, ...this.lost].filter(({ id }) => ids.has(id)).length;
    await this.until(() => over() >= jobs.length);
    return [...ids];
  }

  /** Resolves when the condition holds; it is looked at after every report. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.changed();
  }

  /** Resolves at the next report. */
  async changed(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async outcomeOf(id: string): Promise<Outcome | undefined> {
    await this.until(() => this.ended.some((one) => one.id === id));
    return this.ended.find((one) => one.id === id)?.outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.kill();
  }

  #note(record: () => void): void {
    record();
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** URL of a compiled application in test/fixtures/apps. */
export function appUrl(name: string): string {
  return new URL(`../fixtures/apps/${name}.js`, import.meta.url).href;
}
