// A worker whose works are loaded when it starts. Every child and thread of a pool imports this package for its App;
// none of them needs what makes a worker, which takes longer to load than all the rest.

import { deferred, Deadline } from '../lifecycle/index.ts';
import { decideSettings, type WorkerOptions } from './options.ts';
import type { Worker } from './worker.ts';

/** Makes a worker; nothing runs before `start`. Throws BAD_OPTION. */
export function createWorker(options: WorkerOptions): Worker {
  return new UnloadedWorker(options, decideSettings(options).nodeName);
}

class UnloadedWorker implements Worker {
  readonly nodeName: string;
  readonly #options: WorkerOptions;
  readonly #ended = deferred();
  #loading: Promise<Worker> | undefined;
  #worker: Worker | undefined;

  constructor(options: WorkerOptions, nodeName: string) {
    this.nodeName = nodeName;
    this.#options = options;
    // Whoever does not look at `ended` learns of a failure from the log.
    this.#ended.promise.catch(() => {});
  }

  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  get pids(): readonly number[] {
    return this.#worker?.pids ?? [];
  }

  async start(): Promise<void> {
    this.#loading = this.#load();
    this.#worker = await this.#loading;
    await this.#worker.start();
  }

  async quiet(): Promise<void> {
    await (await this.#loading)?.quiet();
  }

  async stop(deadline: Deadline): Promise<void> {
    await (await this.#loading)?.stop(deadline);
  }

  async kill(): Promise<void> {
    await (await this.#loading)?.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop(Deadline.none());
  }

  async #load(): Promise<Worker> {
    const loaded = await import('./worker.ts');
    const worker = loaded.createWorker(this.#options);
    worker.ended.then(this.#ended.resolve, this.#ended.reject);
    return worker;
  }
}
