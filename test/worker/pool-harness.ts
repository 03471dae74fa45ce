// A pool under test with everything it reports, and ways to wait for a report instead of for time.

import { encodeBody } from './messages.ts';
import { loadApp } from '../../src/worker/index.ts';
import type { HeadcountError } from '../../src/errors/index.ts';
import type { Job, LossCause, Outcome, Pool, PoolKind } from '../../src/worker/pools/contract.ts';
import { createPool } from '../../src/worker/pools/create-pool.ts';

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
  /** Name of the module in test/fixtures/apps. */
  readonly fixture?: string;
}

export class PoolHarness implements AsyncDisposable {
  readonly pool: Pool<Job>;
  readonly ended: Ended[] = [];
  readonly lost: Lost[] = [];
  broken: HeadcountError | undefined;
  printed = '';
  #nextId = 1;
  #changed: () => void = () => {};

  private constructor(pool: (harness: PoolHarness) => Pool<Job>) {
    this.pool = pool(this);
  }

  static async create(setup: PoolSetup): Promise<PoolHarness> {
    const module = appUrl(setup.fixture ?? 'basic');
    const inThisProcess = setup.kind === 'solo' || setup.kind === 'async';
    const tasks = inThisProcess ? (await loadApp(module)).tasks : new Map();
    return new PoolHarness((harness) =>
      createPool(
        {
          kind: setup.kind,
          slots: setup.slots ?? 1,
          tasks,
          setup: { module, broker: 'redis://127.0.0.1:1/0', resultBackend: 'redis://127.0.0.1:1/0' },
          maxTasksPerChild: setup.maxTasksPerChild,
          print: (text) => harness.#note(() => (harness.printed += text)),
        },
        {
          finished: (job, outcome) => harness.#note(() => harness.ended.push({ id: job.id, outcome })),
          lost: (job, cause, reason) => harness.#note(() => harness.lost.push({ id: job.id, cause, reason })),
          refilled: () => harness.#note(() => {}),
          broken: (error) => harness.#note(() => (harness.broken = error)),
        },
      ),
    );
  }

  /** Runs a task in a free slot; answers its id. */
  run(name: string, ...args: readonly unknown[]): string {
    return this.runJob({ name, body: encodeBody(args) });
  }

  runJob(job: Partial<Job> & Pick<Job, 'name' | 'body'>): string {
    const id = `job-${this.#nextId++}`;
    this.pool.run({ id, retries: 0, wantsResult: true, ...job });
    return id;
  }

  /** Resolves when the condition holds; it is looked at after every report. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
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
    this.#changed();
  }
}

/** URL of a compiled application in test/fixtures/apps. */
export function appUrl(name: string): string {
  return new URL(`../fixtures/apps/${name}.js`, import.meta.url).href;
}
