// A child process on a lifeline: it ends when its standard input closes, so that it cannot outlive us even if
// we are killed. It has a process group of its own: Ctrl-C in a terminal reaches us, and we decide when it ends.

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { HeadcountError } from '../../errors/index.ts';
import { Deadline } from '../../lifecycle/index.ts';
import { ms } from '../../units/index.ts';

const START_WITHIN = ms(10_000);
const STOP_WITHIN = ms(3000);
const KEPT_OUTPUT = 4000;

export class Child {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #ended: Promise<void>;
  /** Processes to be killed when the orderly way fails. */
  readonly #pids: number[] = [];
  #errors = '';

  constructor(command: string, args: readonly string[]) {
    this.#process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    this.#ended = new Promise((resolve) => {
      this.#process.once('close', resolve);
      // Whatever else holds on to the input lets go.
      this.#process.once('exit', () => this.#process.stdin.end());
      this.#process.once('error', (error) => {
        this.#errors += error.message;
        resolve();
      });
    });
    // Written to nothing but its end; the child may be gone by then.
    this.#process.stdin.on('error', () => undefined);
    this.#process.stderr.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-KEPT_OUTPUT);
    });
    if (this.#process.pid !== undefined) this.#pids.push(this.#process.pid);
  }

  get hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** The end of what it wrote to its error output. */
  get errors(): string {
    return this.#errors;
  }

  /** The first line it prints. Throws BROKER_START, with the child ended, when there is none in time. */
  async firstLine(): Promise<string> {
    let text = '';
    const line = new Promise<void>((resolve) => {
      this.#process.stdout.on('data', (chunk: Buffer) => {
        if (text.includes('\n')) return;
        text += chunk.toString();
        if (text.includes('\n')) resolve();
      });
    });
    await Deadline.in(START_WITHIN).race(Promise.race([line, this.#ended]));
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
    await this.stop();
    throw new HeadcountError(
      'BROKER_START',
      `a broker of our own did not start: ${this.#errors.trim() || 'no output'}`,
    );
  }

  /** Another process that hangs on this one and is killed with it if need be. */
  adopt(pid: number): void {
    this.#pids.push(pid);
  }

  /** Closes its input and waits for its end; kills it when that takes too long. Idempotent. */
  async stop(): Promise<void> {
    this.#process.stdin.end();
    if (await Deadline.in(STOP_WITHIN).race(this.#ended)) return;
    for (const pid of this.#pids) kill(pid);
    await this.#ended;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
