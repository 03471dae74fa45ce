// What slots and workers tell the collector, as fixed records of 48 bytes, little-endian, back to back on a stream.
// Any language can write them. A connection's first record (kind 5) says which worker of the fleet it belongs to.
//
//   offset  task sample (kind 1)      handling sample (kind 3)
//   0  u8   1                         3
//   1  u8   bit 0: the body threw     0
//   2  u16  task type's index         0
//   4  u32  process id                process id
//   8  f64  sequence number           sequence number
//   16 f64  intended time, ns         reserved, ns
//   24 f64  sent, ns                  settled, ns
//   32 f64  started, ns               0
//   40 f64  finished, ns              0
//
// Kind 6 is as kind 1, from a slot whose task will run again: it retries, or was put back. It ends nothing.
// Kind 1 comes from the slot that ran the task, kind 3 from the worker process that reserved and settled its message.
// Kind 5 has the worker's index in the u16 at 2. loop-record.ts has kind 2, held-record.ts kind 4.

import { KIND_HELD, readHeldRecord, type HeldSample } from './held-record.ts';
import { KIND_LOOP, readLoopRecord, type LoopSample } from './loop-record.ts';

export const RECORD_BYTES = 48;
export const KIND_TASK = 1;
export const KIND_HANDLING = 3;
export const KIND_WORKER = 5;
export const KIND_ATTEMPT = 6;
const FLAG_FAILED = 1;

/** The worker of a connection that did not say which. */
export const UNKNOWN_WORKER = -1;

/** Takes decoded records; plain parameters, because this runs a hundred thousand times a second. */
export interface SampleSink {
  /** `worker`: index in the fleet of the worker whose slot ran it, or UNKNOWN_WORKER. */
  task(
    seq: number,
    typeIndex: number,
    failed: boolean,
    worker: number,
    intendedNs: number,
    sentNs: number,
    startedNs: number,
    finishedNs: number,
  ): void;
  /** An execution after which the task runs again. Only tasks of a user's own have any. */
  attempt?(seq: number, typeIndex: number, worker: number, startedNs: number, finishedNs: number): void;
  /** `worker`: the one that reserved the message and settled it. */
  handling(seq: number, worker: number, reservedNs: number, settledNs: number): void;
  loop(sample: LoopSample, worker: number): void;
  held(sample: HeldSample, worker: number): void;
  /** A record of no known kind: the stream is not ours or out of step. */
  malformed(kind: number): void;
}

export function writeTaskRecord(
  buffer: DataView,
  offset: number,
  seq: number,
  typeIndex: number,
  failed: boolean,
  pid: number,
  intendedNs: number,
  sentNs: number,
  startedNs: number,
  finishedNs: number,
): void {
  buffer.setUint8(offset, KIND_TASK);
  buffer.setUint8(offset + 1, failed ? FLAG_FAILED : 0);
  buffer.setUint16(offset + 2, typeIndex, true);
  buffer.setUint32(offset + 4, pid, true);
  buffer.setFloat64(offset + 8, seq, true);
  buffer.setFloat64(offset + 16, intendedNs, true);
  buffer.setFloat64(offset + 24, sentNs, true);
  buffer.setFloat64(offset + 32, startedNs, true);
  buffer.setFloat64(offset + 40, finishedNs, true);
}

export function writeAttemptRecord(
  buffer: DataView,
  offset: number,
  seq: number,
  typeIndex: number,
  pid: number,
  startedNs: number,
  finishedNs: number,
): void {
  writeTaskRecord(buffer, offset, seq, typeIndex, false, pid, 0, 0, startedNs, finishedNs);
  buffer.setUint8(offset, KIND_ATTEMPT);
}

export function writeHandlingRecord(
  buffer: DataView,
  offset: number,
  seq: number,
  pid: number,
  reservedNs: number,
  settledNs: number,
): void {
  buffer.setUint32(offset, KIND_HANDLING, true);
  buffer.setUint32(offset + 4, pid, true);
  buffer.setFloat64(offset + 8, seq, true);
  buffer.setFloat64(offset + 16, reservedNs, true);
  buffer.setFloat64(offset + 24, settledNs, true);
  buffer.setFloat64(offset + 32, 0, true);
  buffer.setFloat64(offset + 40, 0, true);
}

export function writeWorkerRecord(buffer: DataView, offset: number, worker: number, pid: number): void {
  buffer.setUint8(offset, KIND_WORKER);
  buffer.setUint8(offset + 1, 0);
  buffer.setUint16(offset + 2, worker, true);
  buffer.setUint32(offset + 4, pid, true);
  for (let at = 8; at < RECORD_BYTES; at += 8) buffer.setFloat64(offset + at, 0, true);
}

/** Cuts a stream into records, whatever way it was chunked. One per connection. */
export class SampleDecoder {
  readonly #sink: SampleSink;
  readonly #partial = new Uint8Array(RECORD_BYTES);
  readonly #partialView: DataView = new DataView(this.#partial.buffer);
  #partialBytes = 0;
  #worker = UNKNOWN_WORKER;

  constructor(sink: SampleSink) {
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    let offset = this.#finishPartial(chunk);
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (; offset + RECORD_BYTES <= chunk.byteLength; offset += RECORD_BYTES) this.#emit(view, offset);
    this.#keepPartial(chunk.subarray(offset));
  }

  #finishPartial(chunk: Uint8Array): number {
    if (this.#partialBytes === 0) return 0;
    const taken = Math.min(RECORD_BYTES - this.#partialBytes, chunk.byteLength);
    this.#partial.set(chunk.subarray(0, taken), this.#partialBytes);
    this.#partialBytes += taken;
    if (this.#partialBytes === RECORD_BYTES) {
      this.#emit(this.#partialView, 0);
      this.#partialBytes = 0;
    }
    return taken;
  }

  #keepPartial(rest: Uint8Array): void {
    if (rest.byteLength === 0) return;
    this.#partial.set(rest, 0);
    this.#partialBytes = rest.byteLength;
  }

  #emit(view: DataView, at: number): void {
    const kind = view.getUint8(at);
    if (kind === KIND_TASK) return this.#task(view, at);
    if (kind === KIND_HANDLING) return this.#handling(view, at);
    if (kind === KIND_LOOP) return this.#sink.loop(readLoopRecord(view, at), this.#worker);
    if (kind === KIND_HELD) return this.#sink.held(readHeldRecord(view, at), this.#worker);
    if (kind === KIND_ATTEMPT) return this.#attempt(view, at);
    if (kind === KIND_WORKER) this.#worker = view.getUint16(at + 2, true);
    else this.#sink.malformed(kind);
  }

  #task(view: DataView, at: number): void {
    this.#sink.task(
      view.getFloat64(at + 8, true),
      view.getUint16(at + 2, true),
      (view.getUint8(at + 1) & FLAG_FAILED) !== 0,
      this.#worker,
      view.getFloat64(at + 16, true),
      view.getFloat64(at + 24, true),
      view.getFloat64(at + 32, true),
      view.getFloat64(at + 40, true),
    );
  }

  #attempt(view: DataView, at: number): void {
    this.#sink.attempt?.(
      view.getFloat64(at + 8, true),
      view.getUint16(at + 2, true),
      this.#worker,
      view.getFloat64(at + 32, true),
      view.getFloat64(at + 40, true),
    );
  }

  #handling(view: DataView, at: number): void {
    const seq = view.getFloat64(at + 8, true);
    this.#sink.handling(seq, this.#worker, view.getFloat64(at + 16, true), view.getFloat64(at + 24, true));
  }
}
