import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeadcountError } from '../../../src/errors/index.ts';
import { random } from '../../../src/stats/index.ts';
import { ms } from '../../../src/units/index.ts';
import {
  largestFactor,
  openArrivals,
  type ArrivalPlan,
  type BatchSize,
  type Spacing,
} from '../../../src/workload/index.ts';
import { sampleMoments } from '../../stats/sample-moments.ts';
import { countsOf, draw, gapsOf, ratePlan } from './draw.ts';

const flat = (rate: number, spacing: Spacing): ArrivalPlan => ratePlan({ curve: 'flat', rate }, spacing);

test('poisson gaps are exponential with mean 1/rate', () => {
  const gaps = gapsOf(draw(flat(1000, { spacing: 'poisson' }), 40, 2));
  const { mean, meanError, variance, varianceError } = sampleMoments(gaps);
  assert.ok(Math.abs(mean - 1e-3) < 5 * meanError, `mean gap ${mean} s`);
  assert.ok(Math.abs(variance - 1e-6) < 6 * varianceError, `variance ${variance}`);
});

test('bursts keep the mean rate and are burstier than Poisson', () => {
  for (const [onMs, offMs, factor] of [
    [200, 800, 5],
    [50, 50, 1.5],
    [500, 100, 1.1],
  ] as const) {
    const spacing: Spacing = { spacing: 'bursts', onMs: ms(onMs), offMs: ms(offMs), factor };
    const spanSec = 4000;
    const times = draw(flat(50, spacing), spanSec, 3);
    const counts = countsOf(times, spanSec, spanSec);
    const { mean, meanError, variance } = sampleMoments(counts);
    assert.ok(Math.abs(mean - 50) < 6 * meanError, `${mean} a second with ${onMs}/${offMs}/${factor}`);
    if (factor > 2) assert.ok(variance / mean > 5, `dispersion ${variance / mean}`);
  }
});

test('between bursts of the largest factor nothing comes', () => {
  const [onMs, offMs] = [ms(100), ms(900)];
  const factor = largestFactor(onMs, offMs);
  assert.ok(Math.abs(factor - 10) < 1e-9);
  const counts = countsOf(draw(flat(100, { spacing: 'bursts', onMs, offMs, factor }), 300, 4), 300, 6000);
  // Stretches of 50 ms: nine in ten lie between bursts, less those that a burst only touches.
  assert.ok(counts.filter((count) => count === 0).length > 0.8 * 6000);
});

test('bursts end with the phase and with the rate', () => {
  const spacing: Spacing = { spacing: 'bursts', onMs: ms(10), offMs: ms(10), factor: 2 };
  const ending = ratePlan({ curve: 'ramp', from: 100, to: 0, overMs: ms(1000) }, spacing);
  const times = draw(ending, 60, 5);
  assert.ok(times.length > 10 && times.every((time) => time < 1));
});

test('a factor that cannot keep the mean is refused', () => {
  for (const factor of [0.5, 5.1, NaN, Infinity]) {
    const spacing: Spacing = { spacing: 'bursts', onMs: ms(200), offMs: ms(800), factor };
    assert.throws(() => draw(flat(10, spacing), 1), HeadcountError, String(factor));
  }
});

const batchSize: fc.Arbitrary<BatchSize> = fc.oneof(
  fc.integer({ min: 1, max: 50 }).map((tasks): BatchSize => ({ size: 'fixed', tasks })),
  fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.nat({ max: 30 }))
    .map(([least, more]): BatchSize => ({ size: 'uniform', least, most: least + more })),
  fc.double({ min: 1, max: 30, noNaN: true }).map((mean): BatchSize => ({ size: 'geometric', mean })),
);

function sizesOf(times: readonly number[]): readonly number[] {
  const sizes = new Map<number, number>();
  for (const time of times) sizes.set(time, (sizes.get(time) ?? 0) + 1);
  return [...sizes.values()];
}

test('batches keep the mean rate, and their sizes have the law asked for', () => {
  fc.assert(
    fc.property(batchSize, fc.constantFrom('constant', 'poisson'), (size, between) => {
      const spanSec = 200;
      const times = draw(flat(200, { spacing: 'batches', size, between }), spanSec, 6);
      const { mean, meanError } = sampleMoments(countsOf(times, spanSec, 50));
      assert.ok(Math.abs(mean - 800) <= 6 * meanError + 51, `${mean} of 800 with ${JSON.stringify(size)}`);
      const sizes = sizesOf(times);
      if (size.size === 'fixed') assert.ok(sizes.every((one) => one === size.tasks));
      if (size.size === 'uniform') assert.ok(sizes.every((one) => one >= size.least && one <= size.most));
      if (size.size === 'geometric') {
        const drawn = sampleMoments(sizes);
        const variance = size.mean * (size.mean - 1);
        assert.ok(Math.abs(drawn.mean - size.mean) <= 6 * drawn.meanError + 1e-9);
        assert.ok(Math.abs(drawn.variance - variance) <= 8 * drawn.varianceError + 1e-9);
      }
    }),
    { numRuns: 40, seed: 7 },
  );
});

test('cron sends a batch at the start and then in time', () => {
  const plan: ArrivalPlan = { arrivals: 'cron', size: { size: 'fixed', tasks: 3 }, everyMs: ms(250) };
  assert.deepEqual(draw(plan, 0.75), [0, 0, 0, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5]);
});

test('the same seed gives the same times, another seed others', () => {
  const size: BatchSize = { size: 'geometric', mean: 4 };
  for (const spacing of [
    { spacing: 'poisson' },
    { spacing: 'bursts', onMs: ms(20), offMs: ms(30), factor: 2 },
    { spacing: 'batches', size, between: 'poisson' },
  ] as const) {
    assert.deepEqual(draw(flat(100, spacing), 5, 11), draw(flat(100, spacing), 5, 11));
    assert.notDeepEqual(draw(flat(100, spacing), 5, 12), draw(flat(100, spacing), 5, 11));
  }
});

test('a share of a capacity that nobody has measured is not sent', () => {
  const plan: ArrivalPlan = {
    arrivals: 'rate',
    unit: 'of-capacity',
    curve: { curve: 'flat', rate: 0.7 },
    spacing: { spacing: 'poisson' },
  };
  assert.throws(() => openArrivals(plan, { spanSec: 1, taskNames: [] }, random(1)), /capacity/);
});
