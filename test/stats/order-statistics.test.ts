// Intervals from ranks, against published cases and their own promise.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import { equalTailedRanks, observationsNeeded, sortSamples } from '../../src/stats/index.ts';
import { near, referenceCases } from './reference.ts';
import { shortestRanks } from './shortest-ranks.ts';

const question = z.object({ n: z.number(), quantile: z.number(), confidence: z.number() });

for (const { name, inputs, expected } of referenceCases(
  'quantile-ci',
  question,
  z.object({ loOrder: z.number(), hiOrder: z.number(), actualConfidence: z.number() }),
)) {
  test(`the shortest ranks match the reference: ${name}`, () => {
    const ranks = shortestRanks(inputs.n, inputs.quantile, inputs.confidence);
    assert.deepEqual([ranks.lowRank, ranks.highRank], [expected.loOrder, expected.hiOrder]);
    near(ranks.confidence, expected.actualConfidence, 1e-12);
  });
}

for (const { name, inputs, expected } of referenceCases(
  'percentile-ranks',
  question,
  z.object({ loRank: z.number(), hiRank: z.number(), coverage: z.number() }),
)) {
  test(`the equal-tailed ranks match the reference: ${name}`, () => {
    const ranks = equalTailedRanks(inputs.n, inputs.quantile, inputs.confidence);
    assert.deepEqual([ranks.lowRank, ranks.highRank], [expected.loRank, expected.hiRank]);
    assert.ok(Math.abs(ranks.confidence - expected.coverage) < 1e-8, `${ranks.confidence}`);
  });
}

test('the interval of a median is the one benchstat prints', () => {
  const [one] = referenceCases(
    'benchstat-summary-median',
    z.object({ x: z.array(z.number()), confidence: z.number() }),
    z.object({ lo: z.number(), hi: z.number(), actualConfidence: z.number() }),
  );
  assert.ok(one);
  const samples = sortSamples(one.inputs.x);
  const ranks = shortestRanks(samples.length, 0.5, one.inputs.confidence);
  const ends = [samples[ranks.lowRank - 1], samples[ranks.highRank - 1]];
  assert.deepEqual(ends, [one.expected.lo, one.expected.hi]);
  near(ranks.confidence, one.expected.actualConfidence, 1e-15);
});

test('a percentile asks for enough observations that neither end is infinite', () => {
  const needed = [0.5, 0.9, 0.95, 0.99, 0.999].map((p) => observationsNeeded(p));
  assert.deepEqual(needed, [6, 36, 72, 368, 3688]);
});

test('one observation short of the minimum leaves an end open', () => {
  assert.equal(equalTailedRanks(368, 0.99, 0.95).highRank, 368);
  assert.equal(equalTailedRanks(367, 0.99, 0.95).highRank, 368, 'one beyond the last');
});

test('equal-tailed ranks never leave more than half of the error on either side', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 0.02, max: 0.98, noNaN: true }),
      (n, p) => {
        const ranks = equalTailedRanks(n, p, 0.95);
        if (ranks.lowRank >= 1 && ranks.highRank <= n) assert.ok(ranks.confidence >= 0.95 - 1e-12);
        assert.ok(n >= observationsNeeded(p) === (ranks.lowRank >= 1 && ranks.highRank <= n));
      },
    ),
    { numRuns: 100 },
  );
});
