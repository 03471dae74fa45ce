import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { random } from '../../src/stats/index.ts';
import { chiSquareBound, sampleMoments } from './sample-moments.ts';

const take = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);

test('the same seed gives the same draws, another seed others', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (seed, other) => {
      const draws = (from: number): number[] => {
        const source = random(from);
        return take(20, () => source.next());
      };
      assert.deepEqual(draws(seed), draws(seed));
      if (seed !== other) assert.notDeepEqual(draws(seed), draws(other));
    }),
  );
});

test('the first draws of seed 1 never change, on any machine', () => {
  const source = random(1);
  assert.deepEqual(
    take(3, () => source.next()),
    [0.994581132637048, 0.5960373607216896, 0.4678545988150491],
  );
  assert.equal(random(1).stream('a').next(), 0.029337133765287238);
});

test('a stream does not depend on what was drawn before it, nor on other streams', () => {
  const used = random(7);
  take(100, () => used.normal());
  take(100, () => used.stream('mix').next());
  const late = used.stream('arrivals');
  const early = random(7).stream('arrivals');
  assert.deepEqual(
    take(20, () => late.next()),
    take(20, () => early.next()),
  );
});

test('streams of one seed are uncorrelated', () => {
  const a = random(3).stream('arrivals');
  const b = random(3).stream('durations');
  const count = 20_000;
  const products = take(count, () => (a.next() - 0.5) * (b.next() - 0.5));
  const { mean } = sampleMoments(products);
  assert.ok(Math.abs(mean) < (5 / 12) * (1 / Math.sqrt(count)), `covariance ${mean}`);
});

test('uniform draws fill [0, 1) evenly', () => {
  const source = random(11);
  const counts = Array.from({ length: 64 }, () => 0);
  const draws = 64_000;
  for (let i = 0; i < draws; i++) {
    const value = source.next();
    assert.ok(value >= 0 && value < 1);
    const box = Math.floor(value * 64);
    counts[box] = (counts[box] ?? 0) + 1;
  }
  const expected = draws / 64;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert.ok(chiSquare < chiSquareBound(63), `chi-square ${chiSquare} with 63 degrees of freedom`);
});

test('normal and exponential draws have the mean and variance of their laws', () => {
  const source = random(5);
  const count = 50_000;
  const normal = sampleMoments(take(count, () => source.normal()));
  assert.ok(Math.abs(normal.mean) < 5 / Math.sqrt(count), `normal mean ${normal.mean}`);
  assert.ok(Math.abs(normal.variance - 1) < 5 * Math.sqrt(2 / count), `normal variance ${normal.variance}`);
  const exponential = sampleMoments(take(count, () => source.exponential()));
  assert.ok(Math.abs(exponential.mean - 1) < 5 / Math.sqrt(count), `exponential mean ${exponential.mean}`);
  assert.ok(Math.abs(exponential.variance - 1) < 5 * Math.sqrt(8 / count));
});
