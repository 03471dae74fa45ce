// One worker process of a fleet: started in a process group of its own (Ctrl-C in a terminal must reach the run,
// not its workers), with a channel that closes when the run is gone, its output kept as the last lines only, ready
// when it says so, ended politely or not.
//
//   starting --ready line--> ready --stop()--> stopping --> ended
//      any   --unasked exit--> ended (a death)

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { HeadcountError } from '../errors/index.ts';
import { deferred, type Deadline, type Deferred } from '../lifecycle/index.ts';
import type { Milliseconds } from '../units/index.ts';
import type { WorkerDeath } from './contract.ts';

const KEPT_LINES = 20;

export interface WorkerCommand {
  readonly name: string;
  /** Name of the group it belongs to. */
  readonly group: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a line of the worker's output says that it is ready. */
  readonly isReady: (line: string) => boolean;
}

export class WorkerProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #isReady: (line: string) => boolean;
  readonly #onLine: (line: string) => void;
  readonly #ready: Deferred<void> = deferred();
  readonly #ended: Deferred<void> = deferred();
  readonly #lines: string[] = [];
  #stopping = false;
  #exited = false;
  #onDeath: ((death: WorkerDeath) => void) | undefined;

  /** `onLine` gets every line of its output. */
  constructor(command: WorkerCommand, onLine: (line: string) => void = () => undefined) {
    this.name = command.name;
    this.#onLine = onLine;
    this.#isReady = command.isReady;
    this.#child = spawn(command.file, [...command.args], {
      env: { ...command.env },
      // The channel carries nothing: its end is how a worker learns that the run was killed.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    // Awaited by whenReady only while starting; a death after that is reported through onDeath.
    this.#ready.promise.catch(() => undefined);
    this.#child.once('error', (cause) => this.#fail(`could not be started: ${cause.message}`));
    this.#child.once('close', (code, signal) => this.#close(code, signal));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.#read(line));
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get exited(): boolean {
    return this.#exited;
  }

  get lastLines(): readonly string[] {
    return this.#lines;
  }

  onDeath(callback: (death: WorkerDeath) => void): void {
    this.#onDeath = callback;
  }

  /** Resolves on the ready line; throws WORKER_DIED when the worker ends or the time is over before. */
  async whenReady(timeoutMs: Milliseconds): Promise<void> {
    const timer = setTimeout(() => this.#fail(`was not ready within ${timeoutMs / 1000} s`), timeoutMs);
    try {
      await this.#ready.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** SIGTERM, then SIGKILL at the deadline. Resolves when the process is gone. */
  async stop(deadline: Deadline): Promise<void> {
    this.#stopping = true;
    if (this.#exited) return;
    this.#child.kill('SIGTERM');
    if (!(await deadline.race(this.#ended.promise))) await this.kill();
  }

  async kill(): Promise<void> {
    this.#stopping = true;
    if (!this.#exited) this.#child.kill('SIGKILL');
    await this.#ended.promise;
  }

  #read(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    this.#onLine(line);
    if (this.#isReady(line)) this.#ready.resolve();
  }

  #fail(what: string): void {
    const lines = this.#lines.map((line) => `\n  | ${line}`).join('');
    this.#ready.reject(new HeadcountError('WORKER_DIED', `worker ${this.name} ${what}${lines}`));
    if (this.#child.pid === undefined) {
      this.#exited = true;
      this.#ended.resolve();
    }
  }

  #close(code: number | null, signal: NodeJS.Signals | null): void {
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    this.#exited = true;
    this.#fail(`ended with ${how} before it was ready`);
    this.#ended.resolve();
    if (!this.#stopping)
      this.#onDeath?.({ name: this.name, pid: this.pid, how, lastLines: [...this.#lines] });
  }
}
