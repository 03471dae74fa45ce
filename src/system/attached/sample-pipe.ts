// Samples of workers that cannot send any: written for them from here, in their names, on one connection.

import { connect, type Socket } from 'node:net';
import { pid } from 'node:process';
import {
  RECORD_BYTES,
  UNKNOWN_WORKER,
  writeAttemptRecord,
  writeTaskRecord,
  writeWorkerRecord,
} from '../../measure/index.ts';
import type { OwnTask } from '../own-task-id.ts';

export class SamplePipe {
  readonly #socket: Socket;
  #worker = UNKNOWN_WORKER;

  /** `path`: the collector's Unix socket. */
  constructor(path: string) {
    this.#socket = connect(path);
    // The collector went away: the run is over or broken, and the run reports that.
    this.#socket.on('error', () => this.#socket.destroy());
  }

  /** `worker`: index in the fleet. */
  task(worker: number, task: OwnTask, failed: boolean, startedNs: number, finishedNs: number): void {
    const { seq, typeIndex, intendedNs, sentNs } = task;
    this.#write(worker, (view, at) =>
      writeTaskRecord(view, at, seq, typeIndex, failed, pid, intendedNs, sentNs, startedNs, finishedNs),
    );
  }

  /** An execution after which the task runs again. */
  attempt(worker: number, { seq, typeIndex }: OwnTask, startedNs: number, finishedNs: number): void {
    this.#write(worker, (view, at) =>
      writeAttemptRecord(view, at, seq, typeIndex, pid, startedNs, finishedNs),
    );
  }

  /** Ships what there is. Resolves when the collector has it, or is gone. */
  async close(): Promise<void> {
    if (this.#socket.destroyed) return;
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end();
    });
  }

  #write(worker: number, fill: (view: DataView, at: number) => void): void {
    if (this.#socket.destroyed) return;
    const isOther = worker !== this.#worker;
    const bytes = new Uint8Array(isOther ? 2 * RECORD_BYTES : RECORD_BYTES);
    const view = new DataView(bytes.buffer);
    if (isOther) writeWorkerRecord(view, 0, worker, pid);
    fill(view, isOther ? RECORD_BYTES : 0);
    this.#worker = worker;
    this.#socket.write(bytes);
  }
}
