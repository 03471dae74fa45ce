// Kind 4 of the sample stream: the messages that one worker process has claimed and holds until they are due. They
// look reserved on the broker; only the worker knows that no slot could start them yet.
//
//   offset  held sample (kind 4), little-endian
//   0  u8   4
//   1  u8   0
//   2  u16  0
//   4  u32  process id
//   8  f64  when, ns
//   16 f64  held for their time, first attempts (scheduled)
//   24 f64  held for their time, further attempts (retry)
//   32 f64  0
//   40 f64  0

export const KIND_HELD = 4;

export interface HeldSample {
  readonly pid: number;
  readonly atNs: number;
  /** Sent with a due time that has not come. */
  readonly scheduled: number;
  /** Sent again by a retry whose countdown is not over. */
  readonly retry: number;
}

export function writeHeldRecord(buffer: DataView, offset: number, sample: HeldSample): void {
  buffer.setUint8(offset, KIND_HELD);
  buffer.setUint8(offset + 1, 0);
  buffer.setUint16(offset + 2, 0, true);
  buffer.setUint32(offset + 4, sample.pid, true);
  buffer.setFloat64(offset + 8, sample.atNs, true);
  buffer.setFloat64(offset + 16, sample.scheduled, true);
  buffer.setFloat64(offset + 24, sample.retry, true);
  buffer.setFloat64(offset + 32, 0, true);
  buffer.setFloat64(offset + 40, 0, true);
}

export function readHeldRecord(buffer: DataView, offset: number): HeldSample {
  return {
    pid: buffer.getUint32(offset + 4, true),
    atNs: buffer.getFloat64(offset + 8, true),
    scheduled: buffer.getFloat64(offset + 16, true),
    retry: buffer.getFloat64(offset + 24, true),
  };
}
