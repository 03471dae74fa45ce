import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { ownTaskId, readOwnTaskId, trialMark } from '../../src/system/own-task-id.ts';
import { taskId } from '../../src/system/task-id.ts';

const US = 1000;
const PYTHON_FILES = fileURLToPath(
  new URL('../../../src/system/celery/python/headcount_load', import.meta.url),
);

const task = fc.record({
  seq: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  typeIndex: fc.integer({ min: 0, max: 999 }),
  intendedNs: fc.integer({ min: 0, max: 2 ** 53 - 1 }),
  delayNs: fc.integer({ min: 0, max: 16e9 }),
  mark: fc.integer({ min: 0, max: 63 }),
});

test('an id says which task it is, to a microsecond, and looks like any UUID', () => {
  fc.assert(
    fc.property(task, ({ seq, typeIndex, intendedNs, delayNs, mark }) => {
      const id = ownTaskId({ seq, typeIndex, intendedNs, sentNs: intendedNs + delayNs }, mark);
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const read = readOwnTaskId(id);
      assert.deepEqual([read?.seq, read?.typeIndex, read?.mark], [seq, typeIndex, mark]);
      assert.ok(Math.abs((read?.intendedNs ?? NaN) - intendedNs) <= US);
      assert.ok(Math.abs((read?.sentNs ?? NaN) - intendedNs - delayNs) <= 2 * US);
    }),
  );
});

test('a task that was sent far too late, or too early, keeps its number', () => {
  for (const sentNs of [0, 9e15]) {
    const read = readOwnTaskId(ownTaskId({ seq: 5, typeIndex: 2, intendedNs: 4e12, sentNs }));
    assert.equal(read?.seq, 5);
    assert.ok(read.sentNs >= read.intendedNs);
  }
});

test('trials of one run have marks of their own', () => {
  const marks = Array.from({ length: 64 }, (_, order) => trialMark('0a1b2c3d', order));
  assert.deepEqual(
    marks.toSorted((a, b) => a - b),
    Array.from({ length: 64 }, (_, mark) => mark),
  );
});

test('ids that others made are not taken for ours', () => {
  for (const id of ['', 'x', '5f0c7e0a-7c9b-4b51-9f0e-4f5b3c1d2e3f', taskId('default', 12345678)])
    assert.equal(readOwnTaskId(id), undefined);
});

test('Python reads the same in an id', () => {
  const given = { seq: 123_456, typeIndex: 7, intendedNs: 81_234_567_891_000, sentNs: 81_234_569_000_000 };
  const ids = [ownTaskId(given, 63), '5f0c7e0a-7c9b-4b51-9f0e-4f5b3c1d2e3f'];
  const script = `import sys; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True
from own_task_id import read_own_task_id
for given in sys.argv[2:]: print(read_own_task_id(given))
print(read_own_task_id(None))`;
  const said = execFileSync('python3', ['-c', script, PYTHON_FILES, ...ids], { encoding: 'utf8' });
  assert.deepEqual(said.trim().split('\n'), [
    'OwnTask(seq=123456, type_index=7, intended_ns=81234567891000, sent_ns=81234569000000)',
    'None',
    'None',
  ]);
});
