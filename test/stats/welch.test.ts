// Welch's interval against a worked example, and where it must be like others.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { welchInterval } from '../../src/stats/index.ts';

// scipy.stats.ttest_ind(A, B, equal_var=False).confidence_interval()
const A = [27.5, 21, 19, 23.6, 17, 17.9];
const B = [27.1, 22, 20.8, 23.4];
const REFERENCE = { low: -7.215376760444687, high: 2.565376760444681 };

describe("Welch's interval", () => {
  it('is what scipy computes, and turns with the sides', () => {
    const [there, back] = [welchInterval(A, B), welchInterval(B, A)];
    assert.ok(there.kind === 'interval' && back.kind === 'interval');
    assert.ok(Math.abs(there.low - REFERENCE.low) < 1e-9 && Math.abs(there.high - REFERENCE.high) < 1e-9);
    assert.ok(Math.abs(there.low + back.high) < 1e-9);
  });

  it('needs two values on each side', () => {
    assert.deepEqual(welchInterval([1, 2], [3]), { kind: 'too-few', needed: 2 });
  });

  it('says that it saw no spread', () => {
    const interval = welchInterval([2, 2], [1, 1]);
    assert.deepEqual(interval, {
      kind: 'interval',
      low: 1,
      high: 1,
      confidence: 0.95,
      warnings: ['no-spread'],
    });
  });
});
