// `headcount worker` as a process of its own, as an operator starts it.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseReadyLine } from '../../src/worker/index.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

export class CliWorker implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #exit: Promise<unknown>;
  output = '';
  #changed: () => void = () => {};

  constructor(...args: readonly string[]) {
    this.#process = spawn(process.execPath, [MAIN, 'worker', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#exit = once(this.#process, 'close');
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.output += chunk;
        this.#changed();
      });
    }
    void this.#exit.then(() => this.#changed());
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The node name it says it is ready under. Throws with its output if it ends before. */
  async ready(): Promise<string> {
    for (;;) {
      const name = this.output
        .split('\n')
        .map(parseReadyLine)
        .find((found) => found !== undefined);
      if (name !== undefined) return name;
      await this.#change();
    }
  }

  async prints(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) await this.#change();
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Its exit code, or the signal that ended it. */
  async exit(): Promise<number | NodeJS.Signals | null> {
    await this.#exit;
    return this.#process.exitCode ?? this.#process.signalCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal('SIGKILL');
    await this.#exit;
  }

  async #change(): Promise<void> {
    if (this.#process.exitCode !== null) throw new Error(`the worker ended: ${this.output}`);
    await new Promise<void>((resolve) => {
      this.#changed = resolve;
    });
  }
}
