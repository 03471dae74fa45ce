// The batch that a task finds itself in, against batches as they are drawn.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../../../src/stats/index.ts';
import { perSecond } from '../../../src/units/index.ts';
import { flatStream, meanBatchOfTask, type BatchSize, type LoadStream } from '../../../src/workload/index.ts';
import { batchOfTask, batchSizes } from '../../../src/workload/arrivals/spacing/batch-size.ts';

const SIZES: readonly BatchSize[] = [
  { size: 'fixed', tasks: 50 },
  { size: 'uniform', least: 2, most: 31 },
  { size: 'geometric', mean: 6 },
];

test('it is the mean square over the mean of the sizes', () => {
  for (const size of SIZES) {
    const next = batchSizes(size, random(3));
    let [sum, squares] = [0, 0];
    for (let i = 0; i < 200_000; i++) {
      const tasks = next();
      sum += tasks;
      squares += tasks ** 2;
    }
    const drawn = squares / sum;
    assert.ok(Math.abs(batchOfTask(size) / drawn - 1) < 0.02, `${size.size}: ${batchOfTask(size)}, ${drawn}`);
  }
});

test('streams count by the tasks that they bring', () => {
  const single = flatStream(perSecond(30), 'poisson', [0]);
  const batched: LoadStream = {
    plan: {
      arrivals: 'rate',
      unit: 'per-second',
      curve: { curve: 'flat', rate: 10 },
      spacing: { spacing: 'batches', size: { size: 'fixed', tasks: 21 }, between: 'poisson' },
    },
    tasks: [0],
  };
  assert.equal(meanBatchOfTask([single], 10), 1);
  assert.ok(Math.abs(meanBatchOfTask([single, batched], 10) - 6) < 1e-9);
});
