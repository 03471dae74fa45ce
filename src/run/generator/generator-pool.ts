// The generator processes for all trials of a run, so that their code is warm; a fresh one after one that died.

import { GeneratorProcess } from './generator-process.ts';
import { Generators } from './generators.ts';

export class GeneratorPool implements AsyncDisposable {
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #count: number;
  #processes: readonly GeneratorProcess[] = [];

  /** `count`: generators that send together; at least 1. */
  constructor(env: Readonly<Record<string, string | undefined>>, count: number) {
    this.#env = env;
    this.#count = count;
  }

  /** Generators that are ready and not under way. Throws GENERATOR_DIED when one can't be started. */
  async take(): Promise<Generators> {
    const alive = this.#processes.filter((one) => one.alive);
    const missing = this.#count - alive.length;
    const starts = Array.from({ length: missing }, () => GeneratorProcess.start(this.#env));
    const started = await Promise.allSettled(starts);
    const fresh = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    this.#processes = [...alive, ...fresh];
    const failed = started.find((start) => start.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return new Generators(this.#processes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.stop()));
  }
}
