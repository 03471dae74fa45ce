// One generator process for all trials of a run, so that its code is warm; a fresh one after one that died.

import { GeneratorProcess } from './generator-process.ts';

export class GeneratorPool implements AsyncDisposable {
  readonly #env: Readonly<Record<string, string | undefined>>;
  #generator: GeneratorProcess | undefined;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env;
  }

  /** A generator that is ready and not under way. Throws GENERATOR_DIED when none can be started. */
  async take(): Promise<GeneratorProcess> {
    if (this.#generator?.alive !== true) this.#generator = await GeneratorProcess.start(this.#env);
    return this.#generator;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#generator?.stop();
  }
}
