import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeadcountError } from '../../../src/errors/index.ts';
import { random } from '../../../src/stats/index.ts';
import { weightedChoice } from '../../../src/workload/index.ts';
import { chiSquareBound } from '../../stats/sample-moments.ts';

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
