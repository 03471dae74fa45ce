// The limits that a leak implies, checked by the arithmetic they come from.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryBudget } from '../../../src/run/resources/growth/memory-budget.ts';
import { recycling, type RecyclingFacts } from '../../../src/run/resources/growth/recycling.ts';

const MIB = 2 ** 20;

const FACTS: RecyclingFacts = {
  growth: { verdict: 'leaks', highBytes: MIB, baseBytes: 60 * MIB },
  budget: { bytes: 2300 * MIB, of: 'plan' },
  slots: 4,
  idleProcessesBytes: 40 * MIB,
  pool: 'prefork',
  workerSlots: 4,
  sharedBytes: 30 * MIB,
};

test('children together stay within the memory, margin and parents taken off', () => {
  const limits = recycling(FACTS);
  // (2300 x 0.8 - 40) / 4 = 450 MiB a slot; (450 - 60) / 1 = 390 tasks.
  assert.equal(limits?.unit, 'child');
  assert.equal(limits.budgetPerSlotBytes, 450 * MIB);
  assert.equal(limits.maxTasks, 390);
  assert.equal(limits.maxMemoryBytes, 480 * MIB);
});

test('threads share what their process may use', () => {
  const limits = recycling({ ...FACTS, pool: 'threads' });
  // (450 x 4 - 60) / 1 = 1740 tasks of the process, a quarter of them a thread's.
  assert.equal(limits?.unit, 'thread');
  assert.equal(limits.maxTasks, 435);
  assert.equal(limits.maxMemoryBytes, null);
});

test('a pool on one event loop can only restart its worker', () => {
  assert.equal(recycling({ ...FACTS, pool: 'async' })?.unit, 'worker');
});

test('a share too small for one task gives no limit, and no leak gives no advice', () => {
  assert.equal(recycling({ ...FACTS, budget: { bytes: 300 * MIB, of: 'plan' } })?.maxTasks, null);
  assert.equal(recycling({ ...FACTS, growth: { ...FACTS.growth, verdict: 'steady' } }), null);
});

test('the plan’s machine comes before the container, and that before the machine', () => {
  const environment = { memoryBytes: 8, cgroupMemoryBytes: 4 };
  assert.deepEqual(memoryBudget({ memoryBytes: 2 }, environment), { bytes: 2, of: 'plan' });
  assert.deepEqual(memoryBudget(undefined, environment), { bytes: 4, of: 'container' });
  assert.deepEqual(memoryBudget(undefined, { ...environment, cgroupMemoryBytes: 16 }), {
    bytes: 8,
    of: 'machine',
  });
});
