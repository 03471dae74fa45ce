// The rate of the busiest minute, as a recording and a plan from its trace both tell it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusiestMinute } from '../../src/record/busiest-minute.ts';

function busiest(times: readonly number[]): number | null {
  const minute = new BusiestMinute();
  for (const time of times) minute.add(time);
  return minute.perSec;
}
const every = (stepMs: number, count: number, fromMs = 0): readonly number[] =>
  Array.from({ length: count }, (_, i) => fromMs + i * stepMs);

test('counts from the first arrival, wherever in a minute of the clock that is', () => {
  for (const fromMs of [0, 30_000, 59_999]) {
    const rate = busiest(every(100, 610, fromMs));
    assert.ok(rate !== null && rate >= 10 && rate < 10.1, `${rate}`);
  }
});

test('finds the minute with the most, and is never below the mean', () => {
  assert.equal(busiest([...every(1000, 60), ...every(500, 120, 60_000), ...every(1000, 60, 120_000)]), 2);
  // Two halves of what would be the busiest minute.
  const split = [...every(30_000, 2), ...every(10, 3000, 45_000)];
  const mean = (split.length * 1000) / ((split.at(-1) ?? 0) - 0);
  assert.ok((busiest(split) ?? 0) >= mean);
});

test('is the mean of less than a minute, and unknown where all came at once', () => {
  assert.equal(busiest(every(100, 11)), 11);
  assert.equal(busiest([5, 5, 5]), null);
  assert.equal(busiest([]), null);
});
