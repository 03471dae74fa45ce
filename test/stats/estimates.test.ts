// Moments, quantiles, resampling, equivalence, warm-up and slopes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import {
  bootstrap,
  median,
  moments,
  mser,
  pairSlopes,
  placeInMargin,
  quantile,
  random,
  sortSamples,
  sum,
  theilSen,
  tInterval,
} from '../../src/stats/index.ts';
import { idealBootstrap } from './ideal-bootstrap.ts';
import { kind, near, referenceCases } from './reference.ts';

const meanOf = (values: readonly number[]): number => sum(values) / values.length;
const medianOf = (values: readonly number[]): number => kind(median(sortSamples(values)), 'estimate').value;

test('sums and variances survive a large offset', () => {
  assert.equal(sum([1e16, 1, -1e16]), 1);
  near(kind(moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]), 'moments').variance, 30, 1e-12);
});

test('moments agree with the two-line formulas', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 }),
      (values) => {
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1);
        const figures = kind(moments(values), 'moments');
        assert.ok(Math.abs(figures.mean - mean) < 1e-9 && Math.abs(figures.variance - variance) < 1e-6);
      },
    ),
  );
});

test('quantiles interpolate between neighbours and never leave the sample', () => {
  const samples = sortSamples([40, 10, 20, 30]);
  assert.equal(kind(quantile(samples, 0.5), 'estimate').value, 25);
  assert.equal(kind(quantile(samples, 1), 'estimate').value, 40);
  assert.deepEqual(quantile(sortSamples([]), 0.5), { kind: 'too-few', needed: 1 });
  assert.throws(() => sortSamples([1, Number.NaN]), RangeError);
});

test('the t interval is the textbook one and refuses a single repeat', () => {
  const interval = kind(tInterval([9, 10, 11, 12, 13]), 'interval');
  near(interval.high - 11, (2.7764451051977987 * Math.sqrt(2.5)) / Math.sqrt(5), 1e-12);
  assert.deepEqual(tInterval([3]), { kind: 'too-few', needed: 2 });
});

const mouse = referenceCases(
  'bootstrap-mouse',
  z.object({ x: z.array(z.number()) }),
  z.object({
    mean: z.number(),
    median: z.number(),
    standardError: z.number(),
    idealBootstrapSEofMean: z.number(),
    idealBootstrapSEofMedian: z.number(),
    bootstrapMedianDistribution: z.record(z.string(), z.number()),
  }),
)[0];

test('the ideal bootstrap of the mouse data is exact', () => {
  assert.ok(mouse);
  const { inputs, expected } = mouse;
  const figures = kind(moments(inputs.x), 'moments');
  near(figures.mean, expected.mean);
  near(figures.sd / Math.sqrt(inputs.x.length), expected.standardError);
  near(idealBootstrap(inputs.x, meanOf).standardError, expected.idealBootstrapSEofMean, 1e-9);
  const medians = idealBootstrap(inputs.x, medianOf);
  near(medians.standardError, expected.idealBootstrapSEofMedian, 1e-9);
  for (const { value, chance } of medians.distribution) {
    assert.ok(Math.abs(chance - (expected.bootstrapMedianDistribution[String(value)] ?? 0)) < 1e-6);
  }
});

test('resampling comes within chance of the ideal bootstrap', () => {
  assert.ok(mouse);
  const draws = 4000;
  const allowed = 4 / Math.sqrt(2 * draws);
  const { inputs, expected } = mouse;
  near(
    kind(bootstrap(inputs.x, meanOf, { draws }), 'bootstrap').standardError,
    expected.idealBootstrapSEofMean,
    allowed,
  );
  near(
    kind(bootstrap(inputs.x, medianOf, { draws }), 'bootstrap').standardError,
    expected.idealBootstrapSEofMedian,
    allowed,
  );
});

test('the BCa interval of a skewed sample moves towards its tail, and few values are warned of', () => {
  const outcome = kind(bootstrap([1, 1, 2, 2, 3, 4, 6, 9, 15, 40], meanOf), 'bootstrap');
  assert.ok(outcome.bca.high > outcome.percentile.high);
  assert.deepEqual(outcome.bca.warnings, ['few-values']);
  assert.deepEqual(bootstrap([1], meanOf), { kind: 'too-few', needed: 2 });
});

test('an interval lies inside, beyond or across a margin', () => {
  const interval = (low: number, high: number) =>
    ({ kind: 'interval', low, high, confidence: 0.95, warnings: [] }) as const;
  assert.equal(placeInMargin(interval(-0.01, 0.02), -0.03, 0.03), 'inside');
  assert.equal(placeInMargin(interval(0.04, 0.2), -0.03, 0.03), 'above');
  assert.equal(placeInMargin(interval(-0.2, -0.04), -0.03, 0.03), 'below');
  assert.equal(placeInMargin(interval(-0.2, 0.01), -0.03, 0.03), 'across');
});

test('MSER finds the published cut of a decaying series', () => {
  const [one] = referenceCases(
    'mser5',
    z.object({ batch: z.number() }),
    z.object({
      truncateObservations: z.number(),
      statistic: z.number(),
      mser1TruncateObservations: z.number(),
      mser1Statistic: z.number(),
    }),
  );
  assert.ok(one);
  const series = Array.from(
    { length: 200 },
    (_, i) => 5 + 10 * Math.exp(-i / 8) + 0.5 * (((7919 * i) % 101) / 101 - 0.5),
  );
  const five = kind(mser(series), 'steady');
  assert.equal(five.truncate, one.expected.truncateObservations);
  near(five.statistic, one.expected.statistic);
  const single = kind(mser(series, 1), 'steady');
  assert.equal(single.truncate, one.expected.mser1TruncateObservations);
  near(single.statistic, one.expected.mser1Statistic);
});

test('a series that only settles in its second half never became steady', () => {
  const series = Array.from({ length: 200 }, (_, i) => (i < 160 ? 1000 - i * 5 : 200 + (i % 3)));
  assert.equal(mser(series).kind, 'never-steady');
  assert.deepEqual(mser([1, 2, 3]), { kind: 'too-few', needed: 40 });
});

test('the Theil-Sen slope ignores a quarter of outliers', () => {
  const points = Array.from({ length: 20 }, (_, x) => ({ x, y: x % 4 === 3 ? 1e6 : 2 * x }));
  near(kind(theilSen(points), 'slope').slope, 2, 0.5);
  assert.deepEqual(theilSen(points.slice(0, 7)), { kind: 'too-few', needed: 8 });
});

test('the slopes are those of all pairs at different x', () => {
  const times = [1, 2, 3, 4, 10, 12, 18];
  const values = [9, 15, 19, 20, 45, 55, 78];
  const slopes = pairSlopes(times.map((x, i) => ({ x, y: values[i] ?? 0 })));
  assert.equal(slopes.length, 21);
  near(medianOf(slopes), 4, 1e-12);
  assert.deepEqual(
    pairSlopes([
      { x: 1, y: 1 },
      { x: 1, y: 5 },
    ]),
    [],
  );
});

test('the ends of the Theil-Sen interval are the slopes that Sen names', () => {
  // Slopes of x^2 between whole numbers are their sums: of 20 points 190, each rank known.
  const points = Array.from({ length: 20 }, (_, x) => ({ x, y: x * x }));
  const slopes = pairSlopes(points).toSorted((a, b) => a - b);
  // C = 1.96 x sqrt(20 x 19 x 45 / 18) = 60.4: the 64th and the 127th, counted from 1.
  const { interval } = kind(theilSen(points), 'slope');
  assert.deepEqual([interval.low, interval.high], [slopes[63], slopes[126]]);
});

test('negating y negates the Theil-Sen interval', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 8, maxLength: 30 });
  fc.assert(
    fc.property(values, fc.constantFrom(0.9, 0.95, 0.99), (ys, confidence) => {
      const of = (sign: number) =>
        kind(
          theilSen(
            ys.map((y, x) => ({ x, y: sign * y })),
            confidence,
          ),
          'slope',
        ).interval;
      const [plain, mirrored] = [of(1), of(-1)];
      assert.equal(mirrored.low + plain.high, 0);
      assert.equal(mirrored.high + plain.low, 0);
    }),
  );
});

test('the Theil-Sen interval covers the true slope at least 90 times in 100', () => {
  const source = random(12);
  let covered = 0;
  for (let round = 0; round < 400; round++) {
    const drawn = Array.from({ length: 20 }, (_, x) => ({ x, y: 2 * x + 3 * source.exponential() }));
    const { interval } = kind(theilSen(drawn), 'slope');
    if (interval.low <= 2 && interval.high >= 2) covered++;
  }
  assert.ok(covered > 360, `${covered} of 400`);
});
