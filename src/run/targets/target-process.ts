// The run's handle on the HTTP target's process.

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { HeadcountError, toError } from '../../errors/index.ts';
import { deferred, type Deferred } from '../../lifecycle/index.ts';
import { parseTargetReady, type TargetOrder } from './messages.ts';

const MAIN = fileURLToPath(new URL('./http-target-main.js', import.meta.url));

export class TargetProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #ended: Deferred<void> = deferred();
  readonly #listening: Deferred<number> = deferred();
  #port = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    // Read by start alone; a target that dies later shows as failed tasks, each saying why.
    this.#listening.promise.catch(() => undefined);
    child.once('message', (message) => this.#ready(message));
    child.once('error', (cause) => this.#died(cause.message));
    child.once('exit', (code, signal) => {
      this.#died(signal === null ? `exit code ${code}` : `signal ${signal}`);
      this.#ended.resolve();
    });
  }

  /** Resolves when it listens. Throws TARGET_DIED. */
  static async start(
    order: TargetOrder,
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<TargetProcess> {
    const child = fork(MAIN, {
      env: { ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      detached: true,
    });
    const target = new TargetProcess(child);
    child.send(order);
    target.#port = await target.#listening.promise;
    return target;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #ready(message: unknown): void {
    try {
      this.#listening.resolve(parseTargetReady(message).port);
    } catch (error) {
      this.#listening.reject(toError(error));
    }
  }

  #died(how: string): void {
    this.#listening.reject(new HeadcountError('TARGET_DIED', `the HTTP target ended with ${how}`));
  }
}
