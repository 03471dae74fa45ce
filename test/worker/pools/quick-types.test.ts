import assert from 'node:assert/strict';
import { it } from 'node:test';
import { LONG_MICROS, QuickTypes } from '../../../src/worker/pools/quick-types.ts';

function seen(...micros: readonly number[]): number {
  const types = new QuickTypes();
  for (const one of micros) types.note('task', one);
  return types.expectedMicros('task');
}

const quick = Array.from({ length: 20 }, () => 10);

it('expects nothing of a type before it has seen several of its jobs', () => {
  assert.equal(new QuickTypes().expectedMicros('task'), LONG_MICROS);
  assert.equal(seen(10, 10, 10), LONG_MICROS);
  assert.ok(seen(...quick) < 100);
});

it('is not taken in by one job that had to wait, but by a few long ones in a row', () => {
  assert.ok(seen(...quick, 50_000) < LONG_MICROS);
  assert.equal(seen(...quick, 50_000, 50_000, 50_000), LONG_MICROS);
  assert.ok(seen(...quick, 50_000, 50_000, 50_000, ...quick) < LONG_MICROS);
});

it('expects nothing of jobs that are not short', () => {
  assert.equal(seen(...Array.from({ length: 20 }, () => 900)), LONG_MICROS);
});

it('keeps types apart', () => {
  const types = new QuickTypes();
  for (let i = 0; i < 20; i++) types.note(i % 2 === 0 ? 'short' : 'long', i % 2 === 0 ? 5 : 5_000);
  assert.ok(types.expectedMicros('short') < 100);
  assert.equal(types.expectedMicros('long'), LONG_MICROS);
});
