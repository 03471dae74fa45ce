import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeadcountError } from '../../src/errors/index.ts';
import { perSecond } from '../../src/units/index.ts';
import { random } from '../../src/stats/index.ts';
import { arrivalSchedule, weightedChoice } from '../../src/workload/index.ts';
import { chiSquareBound, sampleMoments } from '../stats/sample-moments.ts';

test('constant arrivals are evenly spaced and do not drift', () => {
  const next = arrivalSchedule('constant', perSecond(3), random(1));
  const offsets = Array.from({ length: 300_001 }, next);
  assert.equal(offsets[0], 0);
  assert.ok(Math.abs((offsets[300_000] ?? 0) - 1e5 * 1e9) < 1);
});

test('poisson gaps are exponential with mean 1/rate', () => {
  const next = arrivalSchedule('poisson', perSecond(1000), random(2));
  let previous = 0;
  const gaps = Array.from({ length: 40_000 }, () => {
    const offset = next();
    const gap = offset - previous;
    previous = offset;
    return gap;
  });
  const { mean, meanError, variance, varianceError } = sampleMoments(gaps);
  assert.ok(Math.abs(mean - 1e6) < 5 * meanError, `mean gap ${mean} ns`);
  assert.ok(Math.abs(variance - 1e12) < 6 * varianceError, `variance ${variance}`);
});

test('schedules never go back, and a rate that is none is refused', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('constant', 'poisson'),
      fc.double({ min: 0.001, max: 1e6, noNaN: true }),
      (law, rate) => {
        const next = arrivalSchedule(law, perSecond(rate), random(9));
        const offsets = Array.from({ length: 50 }, next);
        assert.deepEqual(
          offsets,
          offsets.toSorted((a, b) => a - b),
        );
      },
    ),
  );
  for (const rate of [0, -1, NaN, Infinity])
    assert.throws(() => arrivalSchedule('constant', perSecond(rate), random(1)), HeadcountError);
});

test('a weighted choice follows its weights', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 }), (weights) => {
      const choose = weightedChoice(weights, random(4));
      const draws = 4000;
      const counts = weights.map(() => 0);
      for (let i = 0; i < draws; i++) {
        const index = choose();
        counts[index] = (counts[index] ?? 0) + 1;
      }
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const chiSquare = weights.reduce((sum, weight, index) => {
        const expected = (draws * weight) / total;
        return sum + ((counts[index] ?? 0) - expected) ** 2 / expected;
      }, 0);
      assert.equal(counts.length, weights.length);
      assert.ok(
        chiSquare <= 10 + chiSquareBound(weights.length - 1),
        `chi-square ${chiSquare} of ${counts.join()}`,
      );
    }),
    { seed: 1, numRuns: 60 },
  );
  for (const weights of [[], [0], [1, -1], [NaN]])
    assert.throws(() => weightedChoice(weights, random(1)), HeadcountError);
});
