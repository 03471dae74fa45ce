// A leak is told from a heap that settles, by made-up lifetimes whose truth is known.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random } from '../../../src/stats/index.ts';
import { fitGrowth } from '../../../src/run/resources/growth/fit-growth.ts';

const MIB = 2 ** 20;
const POINTS = 60;

/** Memory after x tasks, bytes, without the saw teeth of garbage collection. */
type Law = (tasks: number) => number;

function lifetime(law: Law, tasks: number, seed: number): { x: number; y: number }[] {
  const draw = random(seed);
  return Array.from({ length: POINTS }, (_, index) => {
    const x = ((index + 1) * tasks) / POINTS;
    return { x, y: law(x) + 4 * MIB * draw.next() };
  });
}

test('a leak is found within its interval, and tells how large the process was before it', () => {
  const leak: Law = (x) => 60 * MIB + 0.1 * MIB * x;
  const growth = fitGrowth([lifetime(leak, 1000, 1), lifetime(leak, 900, 2)]);
  assert.equal(growth.verdict, 'leaks');
  assert.ok(
    (growth.lowBytes ?? 0) <= 0.1 * MIB && 0.1 * MIB <= (growth.highBytes ?? 0),
    JSON.stringify(growth),
  );
  assert.ok(Math.abs((growth.baseBytes ?? 0) / MIB - 62) < 3);
  assert.equal(growth.lifetimes, 2);
});

test('memory that does not grow is steady', () => {
  const growth = fitGrowth([lifetime(() => 60 * MIB, 1000, 3)]);
  assert.equal(growth.verdict, 'steady');
  assert.ok((growth.lowBytes ?? 1) <= 0 && (growth.highBytes ?? -1) >= 0);
});

test('a heap that grows at first and then settles does not leak', () => {
  const settling: Law = (x) => (40 + 40 * (1 - Math.exp(-x / 60))) * MIB;
  const growth = fitGrowth([lifetime(settling, 1000, 4), lifetime(settling, 1000, 5)]);
  assert.notEqual(growth.verdict, 'leaks');
});

test('growth within what a heap takes to settle is unclear, with the tasks that would decide', () => {
  const growth = fitGrowth([lifetime((x) => 50 * MIB + 0.02 * MIB * x, 1000, 6)]);
  assert.equal(growth.verdict, 'unclear');
  assert.ok((growth.tasksNeeded ?? 0) > 1000 && (growth.tasksNeeded ?? 0) < 2500, JSON.stringify(growth));
});

test('too few looks say nothing', () => {
  const few = lifetime((x) => x * MIB, 100, 7).slice(0, 6);
  assert.equal(fitGrowth([few]).verdict, 'too-few');
  assert.equal(fitGrowth([]).verdict, 'too-few');
});
