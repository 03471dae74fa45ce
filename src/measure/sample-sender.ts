// The slot's side of measuring: collects records in a buffer and ships them off the hot path, when the buffer
// is full or some milliseconds after its first record. Recording is a dozen writes into memory; nothing waits for the
// network.

import { connect, type Socket } from 'node:net';
import { pid } from 'node:process';
import { writeHeldRecord, type HeldSample } from './held-record.ts';
import { writeLoopRecord } from './loop-record.ts';
import { LoopSampler } from './loop-sampler.ts';
import {
  RECORD_BYTES,
  writeAttemptRecord,
  writeHandlingRecord,
  writeTaskRecord,
  writeWorkerRecord,
} from './sample-codec.ts';

const BUFFER_RECORDS = 2048;
/** Buffers kept for reuse; more are under way only while the collector is behind. */
const MOST_SPARE = 4;
/** What lies in the buffer of a process that is killed is lost: a few records leave soon. */
const FLUSH_AFTER_MS = 10;
/** Where there are many, each write (and each waking of the collector) carries more of them. */
const MANY_RECORDS = 20;
const MOST_WAITS = 5;

interface Chunk {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export class SampleSender {
  readonly #socket: Socket;
  readonly #spare: Chunk[] = [];
  #chunk: Chunk = newChunk();
  #view: DataView = this.#chunk.view;
  #used = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  #waits = 0;
  readonly #loop: LoopSampler;
  readonly #atOnce: boolean;
  #tasks = 0;

  /**
   * Connects to the collector at a Unix socket path. Records made before the connection stands are kept.
   * `worker`: index in the fleet of the worker that this process or thread belongs to. `atOnce`: samples are not held back
   * for a batch, so that a kill costs none of them.
   */
  constructor(socketPath: string, worker: number, atOnce = false) {
    this.#atOnce = atOnce;
    this.#socket = connect(socketPath);
    writeWorkerRecord(this.#view, this.#claim(), worker, pid);
    // The collector went away: the run is over or broken, and the run reports that; a worker must not die of it.
    this.#socket.on('error', () => this.#socket.destroy());
    this.#loop = new LoopSampler((figures) => {
      // Claiming may take a new buffer, so the offset comes before the view.
      const offset = this.#claim();
      writeLoopRecord(this.#view, offset, { ...figures, tasks: this.#tasks });
    });
  }

  task(
    seq: number,
    typeIndex: number,
    failed: boolean,
    intendedNs: number,
    sentNs: number,
    startedNs: number,
    finishedNs: number,
  ): void {
    this.#tasks++;
    const at = this.#claim();
    writeTaskRecord(this.#view, at, seq, typeIndex, failed, pid, intendedNs, sentNs, startedNs, finishedNs);
    if (this.#atOnce) this.#flush();
  }

  /** An execution after which the task runs again. */
  attempt(seq: number, typeIndex: number, startedNs: number, finishedNs: number): void {
    const offset = this.#claim();
    writeAttemptRecord(this.#view, offset, seq, typeIndex, pid, startedNs, finishedNs);
  }

  handling(seq: number, reservedNs: number, settledNs: number): void {
    const offset = this.#claim();
    writeHandlingRecord(this.#view, offset, seq, pid, reservedNs, settledNs);
    if (this.#atOnce) this.#flush();
  }

  held(sample: HeldSample): void {
    const offset = this.#claim();
    writeHeldRecord(this.#view, offset, sample);
  }

  /** Ships what is buffered and closes. Resolves when the collector has it, or is gone. */
  async close(): Promise<void> {
    this.#loop.stop();
    this.#flush();
    if (this.#socket.destroyed) return;
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end();
    });
  }

  #claim(): number {
    if (this.#used === BUFFER_RECORDS * RECORD_BYTES) this.#flush();
    this.#flushTimer ??= setTimeout(() => this.#due(), FLUSH_AFTER_MS);
    const offset = this.#used;
    this.#used += RECORD_BYTES;
    return offset;
  }

  #due(): void {
    if (this.#used < MANY_RECORDS * RECORD_BYTES || ++this.#waits === MOST_WAITS) return this.#flush();
    this.#flushTimer = setTimeout(() => this.#due(), FLUSH_AFTER_MS);
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    this.#waits = 0;
    if (this.#used === 0 || this.#socket.destroyed) {
      this.#used = 0;
      return;
    }
    const sent = this.#chunk;
    // The socket holds on to what it was given until it is written, so the next records go elsewhere.
    this.#socket.write(sent.bytes.subarray(0, this.#used), () => {
      if (this.#spare.length < MOST_SPARE) this.#spare.push(sent);
    });
    this.#chunk = this.#spare.pop() ?? newChunk();
    this.#view = this.#chunk.view;
    this.#used = 0;
  }
}

function newChunk(): Chunk {
  const bytes = new Uint8Array(BUFFER_RECORDS * RECORD_BYTES);
  return { bytes, view: new DataView(bytes.buffer) };
}
