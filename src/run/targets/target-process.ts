// The run's handle on the HTTP target's process. One that dies later shows as failed tasks, each saying why.

import { fileURLToPath } from 'node:url';
import { HeadcountError } from '../../errors/index.ts';
import { AnsweringProcess } from '../answering-process.ts';
import { parseTargetReady, type TargetOrder, type TargetReady } from './messages.ts';

const MAIN = fileURLToPath(new URL('./http-target-main.js', import.meta.url));

export class TargetProcess implements AsyncDisposable {
  readonly #process: AnsweringProcess<TargetOrder, TargetReady>;
  #port = 0;

  private constructor(env: Readonly<Record<string, string | undefined>>) {
    const failed = (how: string): HeadcountError =>
      new HeadcountError('TARGET_DIED', `the HTTP target ${how}`);
    this.#process = new AnsweringProcess({ main: MAIN, env, parse: parseTargetReady, failed });
  }

  /** Resolves when it listens. Throws TARGET_DIED. */
  static async start(
    order: TargetOrder,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<TargetProcess> {
    const target = new TargetProcess(env);
    const { port } = await target.#process.started(target.#process.ask(order));
    target.#port = port;
    return target;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Idempotent. */
  stop(): Promise<void> {
    return this.#process.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
