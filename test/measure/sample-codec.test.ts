// The stream of samples: whatever way it is cut, what was written is what is read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  RECORD_BYTES,
  SampleDecoder,
  writeLoopDelayRecord,
  writeTaskRecord,
  type SampleSink,
} from '../../src/measure/index.ts';

type Read =
  | { readonly task: readonly [number, number, boolean, number, number, number, number] }
  | { readonly loopDelay: readonly number[] }
  | { readonly malformed: number };

function recorder(): { readonly sink: SampleSink; readonly read: Read[] } {
  const read: Read[] = [];
  const sink: SampleSink = {
    task: (...task) => void read.push({ task }),
    loopDelay: (...loopDelay) => void read.push({ loopDelay }),
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
        const expected = tasks.map(({ seq, typeIndex, failed, pid, intendedNs, startedNs, finishedNs }) => ({
          task: [seq, typeIndex, failed, pid, intendedNs, startedNs, finishedNs],
        }));
        assert.deepEqual(read, expected);
      },
    ),
  );
});

test('loop-delay records and unknown kinds are told apart', () => {
  const bytes = new Uint8Array(2 * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  writeLoopDelayRecord(view, 0, 42, 1e6, 2e6, 3e6, 4e6);
  view.setUint8(RECORD_BYTES, 99);
  const { sink, read } = recorder();
  new SampleDecoder(sink).push(bytes);
  assert.deepEqual(read, [{ loopDelay: [42, 1e6, 2e6, 3e6, 4e6] }, { malformed: 99 }]);
});
