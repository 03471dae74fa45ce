// A process of our own that takes one order at a time and gives one answer to each, over the IPC channel. What it says is
// parsed; when it cannot be, or when the process ends, the order under way fails, and nothing else does.

import { fork, type ChildProcess } from 'node:child_process';
import { HeadcountError, toError } from '../errors/index.ts';
import { deferred, type Deferred } from '../lifecycle/index.ts';

export interface AnsweringSetup<Answer> {
  /** The file of its entry point. */
  readonly main: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Options of its Node beside those of ours. */
  readonly nodeOptions?: readonly string[];
  /** Throws when the message is none. */
  readonly parse: (message: unknown) => Answer;
  /** The error for a process that `how` ("ended with exit code 1"). */
  readonly failed: (how: string) => HeadcountError;
}

export class AnsweringProcess<Order extends object, Answer> implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #setup: AnsweringSetup<Answer>;
  readonly #ended: Deferred<void> = deferred();
  #answer: Deferred<Answer> | undefined;

  /** Starts it. Its first answer may be to no order: see `answer`. */
  constructor(setup: AnsweringSetup<Answer>) {
    this.#setup = setup;
    this.#child = fork(setup.main, {
      env: { ...setup.env },
      execArgv: [...process.execArgv, ...(setup.nodeOptions ?? [])],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      detached: true,
    });
    this.#child.on('message', (message) => this.#hear(message));
    this.#child.on('error', (cause) => {
      this.#fail(`failed: ${cause.message}`);
      // One that was never started does not exit.
      if (this.#child.pid === undefined) this.#ended.resolve();
    });
    this.#child.once('exit', (code, signal) => {
      this.#fail(`ended with ${signal === null ? `exit code ${code}` : `signal ${signal}`}`);
      this.#ended.resolve();
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.connected;
  }

  /** What it answers to the order. Throws what `failed` makes when it ends before. */
  async ask(order: Order): Promise<Answer> {
    if (!this.#child.connected) throw this.#setup.failed('is gone');
    const answer = this.answer();
    this.#child.send(order);
    return answer;
  }

  /** What it says next, unasked. */
  async answer(): Promise<Answer> {
    if (this.#answer !== undefined)
      throw new HeadcountError('BUG', `process ${this.pid} has an order under way`);
    this.#answer = deferred();
    return this.#answer.promise;
  }

  /** Says something that it does not answer; harmless when it is gone. */
  tell(order: Order): void {
    if (this.#child.connected) this.#child.send(order);
  }

  /** Waits for what it takes to be ready; when that fails the process is ended first. */
  async started<T>(ready: Promise<T>): Promise<T> {
    try {
      return await ready;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Ends the process. Idempotent. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #hear(message: unknown): void {
    try {
      const answer = this.#setup.parse(message);
      this.#take()?.resolve(answer);
    } catch (error) {
      // What it means next cannot be known either.
      this.#child.kill('SIGKILL');
      this.#fail(`said what is no answer: ${toError(error).message}`);
    }
  }

  #fail(how: string): void {
    this.#take()?.reject(this.#setup.failed(how));
  }

  #take(): Deferred<Answer> | undefined {
    const answer = this.#answer;
    this.#answer = undefined;
    return answer;
  }
}
