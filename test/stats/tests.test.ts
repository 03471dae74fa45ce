// Tests of two groups, against counting by hand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holm, permutationTest, repeatsNeeded, random } from '../../src/stats/index.ts';
import { kind, near } from './reference.ts';

const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 5 });

// Every subset of the joined values, by the bits of a counter.
function naivePermutation(first: readonly number[], second: readonly number[]): readonly [number, number] {
  const values = [...first, ...second];
  const observed = second.reduce((a, b) => a + b, 0);
  let [low, high, total] = [0, 0, 0];
  for (let bits = 0; bits < 2 ** values.length; bits++) {
    const chosen = values.filter((_, i) => (bits >> i) & 1);
    if (chosen.length !== second.length) continue;
    const sum = chosen.reduce((a, b) => a + b, 0);
    total++;
    if (sum <= observed) low++;
    if (sum >= observed) high++;
  }
  return [low / total, high / total];
}

test('the permutation test agrees with counting every subset', () => {
  fc.assert(
    fc.property(sample, sample, (first, second) => {
      const outcome = kind(permutationTest(first, second), 'test');
      const [low, high] = naivePermutation(first, second);
      near(outcome.pLess, low, 1e-12);
      near(outcome.pGreater, high, 1e-12);
    }),
    { numRuns: 100 },
  );
});

test('the permutation interval leaves out zero exactly when the test rejects', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 6 }),
      fc.array(fc.double({ min: 0.4, max: 1.6, noNaN: true }), { minLength: 4, maxLength: 6 }),
      (first, second) => {
        const outcome = kind(permutationTest(first, second), 'test');
        const interval = kind(outcome.interval(0.95), 'interval');
        assert.ok(interval.confidence >= 0.95);
        const slack = 1e-9;
        if (interval.low > slack || interval.high < -slack) assert.ok(outcome.pTwoSided <= 0.05);
        if (interval.low < -slack && interval.high > slack) assert.ok(outcome.pTwoSided > 0.05);
      },
    ),
    { numRuns: 200 },
  );
});

test('a shift of every value shifts the permutation interval with it', () => {
  const first = [1, 4, 2, 8, 5];
  const second = [3, 9, 4, 7, 6];
  const plain = kind(kind(permutationTest(first, second), 'test').interval(0.9), 'interval');
  const moved = second.map((value) => value + 10);
  const shifted = kind(kind(permutationTest(first, moved), 'test').interval(0.9), 'interval');
  near(shifted.low, plain.low + 10, 1e-12);
  near(shifted.high, plain.high + 10, 1e-12);
});

test('four and four can reach 0.05, three and three cannot', () => {
  near(kind(permutationTest([1, 2, 3, 4], [11, 12, 13, 14]), 'test').pTwoSided, 2 / 70, 1e-15);
  const three = kind(permutationTest([1, 2, 3], [11, 12, 13]), 'test');
  near(three.pTwoSided, 2 / 20, 1e-15);
  assert.deepEqual(three.interval(0.95), { kind: 'too-few', needed: 4 });
  assert.deepEqual([0.05, 0.01].map(repeatsNeeded), [4, 5]);
});

test('above the limit arrangements are drawn, repeatably, and p is never zero', () => {
  const source = random(3);
  const first = Array.from({ length: 15 }, () => source.next());
  const second = Array.from({ length: 15 }, () => source.next() + 5);
  const draw = () => kind(permutationTest(first, second, { draws: 2000, seed: 9 }), 'test');
  assert.deepEqual(draw().warnings, ['monte-carlo']);
  assert.equal(draw().pTwoSided, draw().pTwoSided);
  near(draw().pTwoSided, 2 / 2001, 1e-12);
});

test('drawn arrangements agree with all of them', () => {
  const first = [5, 7, 3, 9, 6, 4, 8];
  const second = [8, 6, 9, 11, 7, 5, 10];
  const exact = kind(permutationTest(first, second), 'test').pTwoSided;
  const drawn = kind(permutationTest(first, second, { limit: 1, draws: 20_000 }), 'test').pTwoSided;
  assert.ok(Math.abs(exact - drawn) < 0.015, `${exact} against ${drawn}`);
});

test('Holm adjusts as in the textbook and keeps the order', () => {
  holm([0.01, 0.04, 0.03, 0.005]).forEach((p, i) => near(p, [0.03, 0.06, 0.06, 0.02][i] ?? 0, 1e-12));
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (ps) => {
      const adjusted = holm(ps);
      ps.forEach((p, i) => {
        assert.ok((adjusted[i] ?? 0) >= p && (adjusted[i] ?? 2) <= Math.min(1, p * ps.length) + 1e-15);
      });
    }),
  );
});
