// The file of a trace: lines appended in batches, so that it can be read whenever the recording ends, however it ends. Only
// a kill in the middle of a write cuts a line off, the last one. Lines that begin with # carry what is not a task; whoever replays the trace passes them over.

import { open, type FileHandle } from 'node:fs/promises';
import { HeadcountError } from '../errors/index.ts';
import { timesOf, type TaskRun } from './task-run.ts';

export class TraceFile implements AsyncDisposable {
  readonly #path: string;
  readonly #file: FileHandle;
  #lines: string[] = [];
  #lastMs = -Infinity;
  /** Arrivals that were moved up to the line before. */
  movedUp = 0;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Throws WRITE_FAILED, also when there is such a file: what was recorded once can't be recorded again. */
  static async create(path: string): Promise<TraceFile> {
    try {
      return new TraceFile(path, await open(path, 'wx'));
    } catch (cause) {
      throw new HeadcountError('WRITE_FAILED', `cannot create ${path}`, {
        hint: 'Name another file with --out: one that is there already is not overwritten.',
        cause,
      });
    }
  }

  note(about: Readonly<Record<string, unknown>>): void {
    this.#lines.push(`# ${JSON.stringify(about)}\n`);
  }

  addRun(run: TaskRun): void {
    if (run.arrivalMs < this.#lastMs) this.movedUp++;
    this.#lastMs = Math.max(this.#lastMs, run.arrivalMs);
    const { waitMs, serviceMs } = timesOf(run);
    const line = {
      time: Math.round(this.#lastMs * 1000) / 1e6,
      task: run.task,
      queue: run.queue ?? null,
      wait: waitMs === undefined || waitMs < 0 ? null : rounded(waitMs),
      duration: serviceMs === undefined ? null : rounded(serviceMs),
      outcome: run.ending ?? 'unfinished',
      worker: run.worker ?? null,
      since: run.since,
    };
    this.#lines.push(`${JSON.stringify(line)}\n`);
  }

  /** Throws WRITE_FAILED. One call at a time. */
  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    this.#lines = [];
    try {
      await this.#file.appendFile(text);
    } catch (cause) {
      throw new HeadcountError('WRITE_FAILED', `cannot write ${this.#path}`, {
        hint: 'Free some space; what was written before can be used.',
        cause,
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

// Microseconds: more than a wall clock is worth.
function rounded(valueMs: number): number {
  return Math.round(valueMs * 1000) / 1000;
}
