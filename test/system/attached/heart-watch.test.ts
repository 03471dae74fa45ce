// When a worker is taken for dead by its silence.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeartWatch } from '../../../src/system/attached/heart-watch.ts';

const silentAt = (watch: HeartWatch, nowMs: number): readonly (readonly [string, number])[] => [
  ...watch.takeSilent(nowMs),
];

test('a worker is missed after five heartbeats, once, and again after it has come back', () => {
  const watch = new HeartWatch();
  watch.hear('w1', 0, true, 2);
  watch.hear('w1', 8000, false, undefined);
  assert.deepEqual(silentAt(watch, 18_000), []);
  assert.deepEqual(silentAt(watch, 18_001), [['w1', 10_001]]);
  assert.deepEqual(silentAt(watch, 60_000), []);
  watch.hear('w1', 61_000, true, 2);
  assert.deepEqual(silentAt(watch, 72_000), [['w1', 11_000]]);
});

test('a worker that says it beats seldom is waited for longer; what it says may be anything', () => {
  const watch = new HeartWatch();
  watch.hear('seldom', 0, true, 10);
  watch.hear('odd', 0, true, 'x');
  watch.hear('fast', 0, true, 0.001);
  assert.deepEqual(
    silentAt(watch, 10_001).map(([node]) => node),
    ['odd', 'fast'],
  );
  assert.deepEqual(silentAt(watch, 50_001), [['seldom', 50_001]]);
});

test('a worker without heartbeats is never missed', () => {
  const watch = new HeartWatch();
  watch.hear('w1', 0, false, undefined);
  assert.deepEqual(silentAt(watch, 1e9), []);
});
