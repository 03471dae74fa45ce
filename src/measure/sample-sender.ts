// The slot's side of measuring: collects records in a buffer and ships them off the hot path, when the buffer
// is full or 10 ms after its first record. Recording is a dozen writes into memory; nothing waits for the network.

import { connect, type Socket } from 'node:net';
import { pid } from 'node:process';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { monotonicNs } from './clock.ts';
import { RECORD_BYTES, writeLoopDelayRecord, writeTaskRecord } from './sample-codec.ts';

const BUFFER_RECORDS = 1024;
const FLUSH_AFTER_MS = 10;
const LOOP_DELAY_EVERY_MS = 500;
const LOOP_RESOLUTION_MS = 10;

export class SampleSender {
  readonly #socket: Socket;
  #buffer: Buffer = Buffer.allocUnsafe(BUFFER_RECORDS * RECORD_BYTES);
  #view: DataView = viewOf(this.#buffer);
  #used = 0;
  #flushTimer: NodeJS.Timeout | undefined;
  readonly #loopTimer: NodeJS.Timeout;
  readonly #loopDelay: IntervalHistogram;
  #loopFromNs: number = monotonicNs();

  /** Connects to the collector at a Unix socket path. Records made before the connection stands are kept. */
  constructor(socketPath: string) {
    this.#socket = connect(socketPath);
    // The collector went away: the run is over or broken, and the run reports that; a worker must not die of it.
    this.#socket.on('error', () => this.#socket.destroy());
    this.#loopDelay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
    this.#loopDelay.enable();
    this.#loopTimer = setInterval(() => this.#recordLoopDelay(), LOOP_DELAY_EVERY_MS);
  }

  task(
    seq: number,
    typeIndex: number,
    failed: boolean,
    intendedNs: number,
    startedNs: number,
    finishedNs: number,
  ): void {
    const offset = this.#claim();
    writeTaskRecord(this.#view, offset, seq, typeIndex, failed, pid, intendedNs, startedNs, finishedNs);
  }

  /** Ships what is buffered and closes. Resolves when the collector has it, or is gone. */
  async close(): Promise<void> {
    clearInterval(this.#loopTimer);
    this.#loopDelay.disable();
    this.#flush();
    if (this.#socket.destroyed) return;
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end();
    });
  }

  #recordLoopDelay(): void {
    const toNs = monotonicNs();
    // The histogram holds the intervals between ticks, of which the resolution itself is no delay.
    const above = (ns: number): number => Math.max(0, ns - LOOP_RESOLUTION_MS * 1e6);
    const p99Ns = above(this.#loopDelay.percentile(99));
    const maxNs = above(this.#loopDelay.max);
    writeLoopDelayRecord(this.#view, this.#claim(), pid, p99Ns, maxNs, this.#loopFromNs, toNs);
    this.#loopDelay.reset();
    this.#loopFromNs = toNs;
  }

  #claim(): number {
    if (this.#used === this.#buffer.byteLength) this.#flush();
    this.#flushTimer ??= setTimeout(() => this.#flush(), FLUSH_AFTER_MS);
    const offset = this.#used;
    this.#used += RECORD_BYTES;
    return offset;
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#used === 0 || this.#socket.destroyed) {
      this.#used = 0;
      return;
    }
    this.#socket.write(this.#buffer.subarray(0, this.#used));
    // The socket holds on to what it was given, so the next records need memory of their own.
    this.#buffer = Buffer.allocUnsafe(BUFFER_RECORDS * RECORD_BYTES);
    this.#view = viewOf(this.#buffer);
    this.#used = 0;
  }
}

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
