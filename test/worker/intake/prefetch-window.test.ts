import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PrefetchWindow } from '../../../src/worker/intake/prefetch-window.ts';

it('has room for slots x multiplier messages, and asks again when half is free', () => {
  const window = new PrefetchWindow(2, 2);
  assert.equal(window.room, 4);
  for (let i = 0; i < 4; i++) window.enter();
  assert.deepEqual([window.room, window.ample], [0, false]);
  window.leave();
  assert.deepEqual([window.room, window.ample], [1, false]);
  window.leave();
  assert.deepEqual([window.room, window.ample], [2, true]);
});

it('has no limit with multiplier 0, but asks for a bounded number at once', () => {
  const window = new PrefetchWindow(1, 0);
  for (let i = 0; i < 5_000; i++) window.enter();
  assert.equal(window.limit, Infinity);
  assert.equal(window.room, 1_000);
  assert.equal(window.ample, true);
});

it('may be overfull when held tasks become due, and asks for nothing then', () => {
  const window = new PrefetchWindow(1, 1);
  window.enter();
  window.enter();
  assert.equal(window.room, 0);
});
