// What a leak is said to mean.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leakSentences, type MemoryGrowth } from '../../src/result/index.ts';
import { buildGrowth, LEAK } from '../fixtures/resource-records.ts';

const repeats = (...growth: readonly MemoryGrowth[]) => growth.map((one) => ({ growth: [one] }));

test('one repeat: its own interval, and the limit rounded down', () => {
  assert.deepEqual(leakSentences(repeats(LEAK)), [
    'Each task leaks 1.02 MiB (1,004 KiB to 1.07 MiB): recycle after 410 tasks (--max-tasks-per-child 410).',
  ]);
});

test('from three repeats on the interval is over them, and the limit the most careful one', () => {
  const recycle = LEAK.recycle === null ? null : { ...LEAK.recycle, maxTasks: 95 };
  const [sentence] = leakSentences(
    repeats(LEAK, { ...LEAK, perTaskBytes: 1.04 * 2 ** 20, recycle }, { ...LEAK, perTaskBytes: 2 ** 20 }),
  );
  assert.match(sentence ?? '', /^Each task leaks 1\.02 MiB \(994 KiB to 1\.07 MiB\): recycle after 95 tasks/);
});

test('a pool that has nothing to recycle is told to restart, a share too small says so', () => {
  assert.ok(LEAK.recycle !== null);
  const worker = { ...LEAK, recycle: { ...LEAK.recycle, unit: 'worker' as const } };
  assert.match(leakSentences(repeats(worker))[0] ?? '', /restart each worker after 410 tasks\.$/);
  const none = { ...LEAK, recycle: { ...LEAK.recycle, maxTasks: null } };
  assert.match(leakSentences(repeats(none))[0] ?? '', /not even one fits/);
});

test('nothing is said of memory that does not leak, or leaked in the lesser part of the repeats', () => {
  assert.deepEqual(leakSentences(repeats(buildGrowth())), []);
  assert.deepEqual(leakSentences(repeats(LEAK, buildGrowth())), []);
  assert.deepEqual(leakSentences([]), []);
});
