// Kind 2 of the sample stream: how busy and how late one event loop was during an interval, and what its garbage
// collector took. One event loop is the main one of a process (thread 0) or a worker thread's.
//
//   offset  loop sample (kind 2), little-endian
//   0  u8   2
//   1  u8   0
//   2  u16  collections in the interval (65535: that many or more)
//   4  u32  process id
//   8  f32  99th percentile of the loop's delay, ns
//   12 f32  largest delay, ns
//   16 f32  time in which the loop was not idle, ns
//   20 f32  time spent collecting garbage, ns
//   24 f64  when the interval ended, ns
//   32 f32  length of the interval, ns
//   36 u32  thread id, 0 for the main thread
//   40 f64  tasks that ended on this loop so far
//
// An interval of 0: the process has no event loop that could be watched, and tells its tasks only.

export const KIND_LOOP = 2;
const MOST_COLLECTIONS = 65_535;

export interface LoopSample {
  readonly pid: number;
  /** 0 for the main thread of the process. */
  readonly threadId: number;
  readonly delayP99Ns: number;
  readonly delayMaxNs: number;
  /** Time in which the loop was not waiting for events. */
  readonly activeNs: number;
  readonly gcNs: number;
  readonly gcCount: number;
  /** When the interval ended. */
  readonly toNs: number;
  readonly spanNs: number;
  /** Tasks that ended on this loop since it began. */
  readonly tasks: number;
}

export function writeLoopRecord(buffer: DataView, offset: number, sample: LoopSample): void {
  buffer.setUint8(offset, KIND_LOOP);
  buffer.setUint8(offset + 1, 0);
  buffer.setUint16(offset + 2, Math.min(sample.gcCount, MOST_COLLECTIONS), true);
  buffer.setUint32(offset + 4, sample.pid, true);
  buffer.setFloat32(offset + 8, sample.delayP99Ns, true);
  buffer.setFloat32(offset + 12, sample.delayMaxNs, true);
  buffer.setFloat32(offset + 16, sample.activeNs, true);
  buffer.setFloat32(offset + 20, sample.gcNs, true);
  buffer.setFloat64(offset + 24, sample.toNs, true);
  buffer.setFloat32(offset + 32, sample.spanNs, true);
  buffer.setUint32(offset + 36, sample.threadId, true);
  buffer.setFloat64(offset + 40, sample.tasks, true);
}

export function readLoopRecord(buffer: DataView, offset: number): LoopSample {
  return {
    pid: buffer.getUint32(offset + 4, true),
    threadId: buffer.getUint32(offset + 36, true),
    delayP99Ns: buffer.getFloat32(offset + 8, true),
    delayMaxNs: buffer.getFloat32(offset + 12, true),
    activeNs: buffer.getFloat32(offset + 16, true),
    gcNs: buffer.getFloat32(offset + 20, true),
    gcCount: buffer.getUint16(offset + 2, true),
    toNs: buffer.getFloat64(offset + 24, true),
    spanNs: buffer.getFloat32(offset + 32, true),
    tasks: buffer.getFloat64(offset + 40, true),
  };
}
