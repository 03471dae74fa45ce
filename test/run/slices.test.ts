// Phases of any length are cut into a bounded number of slices that cover them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sliceAt, slicesOf } from '../../src/run/slices.ts';

test('slices are whole seconds, at most 600, and cover the phase', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), fc.integer({ min: 0, max: 1e9 }), (spanMs, startMs) => {
      const startNs = startMs * 1e6;
      const slices = slicesOf(startNs, startNs + spanMs * 1e6);
      assert.ok(slices.count >= 1 && slices.count <= 600);
      assert.equal(slices.lengthNs % 1e9, 0);
      assert.ok(slices.count * slices.lengthNs >= spanMs * 1e6);
      assert.equal(sliceAt(slices, startNs), 0);
      assert.equal(sliceAt(slices, slices.endNs - 1), slices.count - 1);
    }),
  );
});

test('up to ten minutes a slice is a second; a day has slices of 144 s', () => {
  assert.equal(slicesOf(0, 600e9).lengthNs, 1e9);
  assert.equal(slicesOf(0, 24 * 3600e9).lengthNs, 144e9);
});
