// What slots tell the collector, as fixed records of 40 bytes, little-endian, back to back on a stream.
// Any language can write them.
//
//   offset  task sample (kind 1)      loop delay (kind 2)
//   0  u8   1                         2
//   1  u8   bit 0: the body threw     0
//   2  u16  task type's index         0
//   4  u32  process id                process id
//   8  f64  sequence number           99th percentile of the delay, ns
//   16 f64  intended time, ns         largest delay, ns
//   24 f64  started, ns               when the interval began, ns
//   32 f64  finished, ns              when it ended, ns

export const RECORD_BYTES = 40;
export const KIND_TASK = 1;
export const KIND_LOOP_DELAY = 2;
const FLAG_FAILED = 1;

/** Takes decoded records; plain parameters, because this runs a hundred thousand times a second. */
export interface SampleSink {
  task(
    seq: number,
    typeIndex: number,
    failed: boolean,
    pid: number,
    intendedNs: number,
    startedNs: number,
    finishedNs: number,
  ): void;
  loopDelay(pid: number, p99Ns: number, maxNs: number, fromNs: number, toNs: number): void;
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
  startedNs: number,
  finishedNs: number,
): void {
  buffer.setUint8(offset, KIND_TASK);
  buffer.setUint8(offset + 1, failed ? FLAG_FAILED : 0);
  buffer.setUint16(offset + 2, typeIndex, true);
  buffer.setUint32(offset + 4, pid, true);
  buffer.setFloat64(offset + 8, seq, true);
  buffer.setFloat64(offset + 16, intendedNs, true);
  buffer.setFloat64(offset + 24, startedNs, true);
  buffer.setFloat64(offset + 32, finishedNs, true);
}

export function writeLoopDelayRecord(
  buffer: DataView,
  offset: number,
  pid: number,
  p99Ns: number,
  maxNs: number,
  fromNs: number,
  toNs: number,
): void {
  buffer.setUint8(offset, KIND_LOOP_DELAY);
  buffer.setUint8(offset + 1, 0);
  buffer.setUint16(offset + 2, 0, true);
  buffer.setUint32(offset + 4, pid, true);
  buffer.setFloat64(offset + 8, p99Ns, true);
  buffer.setFloat64(offset + 16, maxNs, true);
  buffer.setFloat64(offset + 24, fromNs, true);
  buffer.setFloat64(offset + 32, toNs, true);
}

/** Cuts a stream into records, whatever way it was chunked. One per connection. */
export class SampleDecoder {
  readonly #sink: SampleSink;
  readonly #partial = new Uint8Array(RECORD_BYTES);
  readonly #partialView: DataView = new DataView(this.#partial.buffer);
  #partialBytes = 0;

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
    const pid = view.getUint32(at + 4, true);
    const a = view.getFloat64(at + 8, true);
    const b = view.getFloat64(at + 16, true);
    const c = view.getFloat64(at + 24, true);
    const d = view.getFloat64(at + 32, true);
    if (kind === KIND_TASK) {
      const failed = (view.getUint8(at + 1) & FLAG_FAILED) !== 0;
      this.#sink.task(a, view.getUint16(at + 2, true), failed, pid, b, c, d);
    } else if (kind === KIND_LOOP_DELAY) {
      this.#sink.loopDelay(pid, a, b, c, d);
    } else {
      this.#sink.malformed(kind);
    }
  }
}
