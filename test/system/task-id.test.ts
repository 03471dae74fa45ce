// A task's id tells its sequence number back, whatever the queue is called.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seqOfTaskId, taskId } from '../../src/system/task-id.ts';

test('the sequence number comes back from the id', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat({ max: Number.MAX_SAFE_INTEGER }), (queue, seq) => {
      assert.equal(seqOfTaskId(taskId(queue, seq)), seq);
    }),
  );
});

test('other ids have none', () => {
  for (const id of ['', 'queue-', '12', 'queue', 'a7', '5f0c1f6e-7d0a-4b5e-9c9e-1f2a3b4c5d6e']) {
    assert.equal(seqOfTaskId(id), undefined, id);
  }
});
