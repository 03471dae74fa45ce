// The producer of a round whose queue is kept full instead of filled beforehand.

import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RedisAddress } from './peer.ts';

const PROGRAM = fileURLToPath(new URL('./feeder-main.js', import.meta.url));

export class Feeder implements Disposable {
  readonly #process: ChildProcess;

  /** `format`: bullmq, or celery for all who speak that. */
  constructor(format: 'bullmq' | 'celery', { host, port }: RedisAddress, tasks: number) {
    this.#process = fork(PROGRAM, [format, host, String(port), String(tasks)]);
  }

  /** Whether it has sent everything. Throws when it has failed. */
  get done(): boolean {
    const { exitCode } = this.#process;
    if (exitCode !== null && exitCode !== 0) throw new Error(`the feeder exited with ${exitCode}`);
    return exitCode === 0;
  }

  [Symbol.dispose](): void {
    this.#process.kill('SIGKILL');
  }
}
