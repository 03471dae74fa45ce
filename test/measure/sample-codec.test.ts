// The stream of samples: whatever way it is cut, what was written is what is read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  RECORD_BYTES,
  SampleDecoder,
  writeHeldRecord,
  UNKNOWN_WORKER,
  writeAttemptRecord,
  writeHandlingRecord,
  writeLoopRecord,
  writeTaskRecord,
  writeWorkerRecord,
  type HeldSample,
  type LoopSample,
  type SampleSink,
} from '../../src/measure/index.ts';

type Read =
  | { readonly task: readonly [number, number, boolean, number, number, number, number, number] }
  | { readonly attempt: readonly number[] }
  | { readonly handling: readonly number[] }
  | { readonly loop: LoopSample }
  | { readonly held: HeldSample }
  | { readonly malformed: number };

function recorder(): { readonly sink: SampleSink; readonly read: Read[] } {
  const read: Read[] = [];
  const sink: SampleSink = {
    task: (...task) => void read.push({ task }),
    attempt: (...attempt) => void read.push({ attempt }),
    handling: (...handling) => void read.push({ handling }),
    loop: (loop) => void read.push({ loop }),
    held: (held) => void read.push({ held }),
    malformed: (kind) => void read.push({ malformed: kind }),
  };
  return { sink, read };
}

const taskArb = fc.record({
  seq: fc.nat(),
  typeIndex: fc.integer({ min: 0, max: 65_535 }),
  failed: fc.boolean(),
  pid: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  intendedNs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  sentNs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  startedNs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  finishedNs: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
});

test('task records survive any chunking', () => {
  fc.assert(
    fc.property(
      fc.array(taskArb, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 97 })),
      (tasks, cuts) => {
        const bytes = new Uint8Array(tasks.length * RECORD_BYTES);
        const view = new DataView(bytes.buffer);
        tasks.forEach((task, index) =>
          writeTaskRecord(
            view,
            index * RECORD_BYTES,
            task.seq,
            task.typeIndex,
            task.failed,
            task.pid,
            task.intendedNs,
            task.sentNs,
            task.startedNs,
            task.finishedNs,
          ),
        );
        const { sink, read } = recorder();
        const decoder = new SampleDecoder(sink);
        let offset = 0;
        for (let i = 0; offset < bytes.length; i++) {
          const size = cuts.length === 0 ? bytes.length : (cuts[i % cuts.length] ?? 1);
          decoder.push(bytes.subarray(offset, offset + size));
          offset += size;
        }
        const expected = tasks.map(
          ({ seq, typeIndex, failed, intendedNs, sentNs, startedNs, finishedNs }) => ({
            task: [seq, typeIndex, failed, UNKNOWN_WORKER, intendedNs, sentNs, startedNs, finishedNs],
          }),
        );
        assert.deepEqual(read, expected);
      },
    ),
  );
});

test('loop and held records and unknown kinds are told apart', () => {
  const bytes = new Uint8Array(3 * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  const loop: LoopSample = {
    pid: 42,
    threadId: 70_000,
    delayP99Ns: 1e6,
    delayMaxNs: 2e6,
    activeNs: 3e8,
    gcNs: 4e6,
    gcCount: 17,
    toNs: 123_456_789_012_345,
    spanNs: 5e8,
    tasks: 12,
  };
  const held: HeldSample = { pid: 43, atNs: 123_456_789_012_346, scheduled: 5, retry: 2 };
  writeLoopRecord(view, 0, loop);
  writeHeldRecord(view, RECORD_BYTES, held);
  view.setUint8(2 * RECORD_BYTES, 99);
  const { sink, read } = recorder();
  new SampleDecoder(sink).push(bytes);
  assert.deepEqual(read, [{ loop }, { held }, { malformed: 99 }]);
});

test('what follows on a connection belongs to the worker that it named, and other connections keep theirs', () => {
  const bytes = new Uint8Array(3 * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  writeWorkerRecord(view, 0, 7, 4711);
  writeTaskRecord(view, RECORD_BYTES, 12, 1, true, 4711, 10, 20, 30, 40);
  writeHandlingRecord(view, 2 * RECORD_BYTES, 12, 4711, 25, 45);
  const { sink, read } = recorder();
  const other = new SampleDecoder(sink);
  new SampleDecoder(sink).push(bytes);
  other.push(bytes.subarray(2 * RECORD_BYTES));
  assert.deepEqual(read, [
    { task: [12, 1, true, 7, 10, 20, 30, 40] },
    { handling: [12, 7, 25, 45] },
    { handling: [12, UNKNOWN_WORKER, 25, 45] },
  ]);
});

test('an attempt is no task, and says which worker it kept busy', () => {
  const bytes = new Uint8Array(2 * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  writeWorkerRecord(view, 0, 3, 11);
  writeAttemptRecord(view, RECORD_BYTES, 42, 7, 11, 1e9, 2e9);
  const { sink, read } = recorder();
  new SampleDecoder(sink).push(bytes);
  assert.deepEqual(read, [{ attempt: [42, 7, 3, 1e9, 2e9] }]);
});
