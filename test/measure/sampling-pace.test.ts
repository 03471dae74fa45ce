// Looking costs a fixed share of a core, whatever one look costs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SamplingPace } from '../../src/measure/sampling-pace.ts';

test('dear looks are taken less often, cheap ones at the shortest interval, and none later than the longest', () => {
  const everyMs = (costMs: number): number => {
    const pace = new SamplingPace(0.01, 250, 30_000);
    for (let look = 0; look < 50; look++) pace.looked(look * 1000, costMs);
    return pace.everyMs;
  };
  assert.equal(everyMs(0.5), 250);
  assert.ok(Math.abs(everyMs(10) - 1000) < 1e-6);
  assert.equal(everyMs(1000), 30_000);
});

test('the first look is due at once, the next when its interval is over', () => {
  const pace = new SamplingPace(0.01, 250, 30_000);
  assert.ok(pace.isDue(0));
  pace.looked(0, 10);
  assert.ok(!pace.isDue(800));
  assert.ok(pace.isDue(1000));
});
