// The laws that the tests rest on: textbook values, inverses, naive formulas.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import {
  binomialCdf,
  binomialLaw,
  logGamma,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from '../../src/stats/index.ts';
import { near, referenceCases } from './reference.ts';

test('the normal law has its textbook values in both tails', () => {
  near(normalCdf(0), 0.5, 1e-15);
  near(normalCdf(1.959963984540054), 0.975, 1e-14);
  near(normalCdf(-6), 9.865876450376981e-10, 1e-12);
  near(normalCdf(-10), 7.619853024160527e-24, 1e-12);
  near(normalQuantile(0.975), 1.959963984540054, 1e-14);
  near(normalQuantile(1e-10), -6.361340902404056, 1e-12);
});

test('quantile and cdf of the normal law undo each other', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
      near(normalCdf(normalQuantile(p)), p, 1e-12);
    }),
    { numRuns: 200 },
  );
});

test("Student's t has its textbook quantiles", () => {
  near(studentQuantile(0.975, 1), Math.tan(0.475 * Math.PI), 1e-12);
  near(studentQuantile(0.975, 4), 2.7764451051977987, 1e-12);
  near(studentQuantile(0.95, 10), 1.8124611228107335, 1e-12);
  near(studentQuantile(0.975, 1e6), 1.959966356, 1e-8);
});

test("with one degree of freedom Student's t is Cauchy's law, with two it has a closed form", () => {
  for (const t of [-30, -2, -0.3, 0, 0.7, 5]) {
    near(studentCdf(t, 1), 0.5 + Math.atan(t) / Math.PI, 1e-12);
    near(studentCdf(t, 2), 0.5 + t / (2 * Math.sqrt(2 + t * t)), 1e-12);
  }
});

test('ln gamma knows factorials and the half', () => {
  near(logGamma(0.5), Math.log(Math.PI) / 2, 1e-14);
  near(logGamma(11), Math.log(3_628_800), 1e-15);
  near(logGamma(171), 706.5730622457874, 1e-14);
});

test('binomial probabilities agree with the naive formula', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (n, p) => {
      const law = binomialLaw(n, p);
      let coefficient = 1;
      for (let k = 0; k <= n; k++) {
        const naive = coefficient * p ** k * (1 - p) ** (n - k);
        near(law.probabilities[k - law.first] ?? 0, naive, 1e-10);
        coefficient = (coefficient * (n - k)) / (k + 1);
      }
      near(binomialCdf(law, n), 1, 1e-12);
    }),
    { numRuns: 50 },
  );
});

test("CodSpeed's model of false alarms follows from the normal law", () => {
  const [one] = referenceCases(
    'codspeed-gate-model',
    z.object({ cvPercent: z.array(z.number()), gatePercent: z.number() }),
    z.object({
      computedSingleRunAgainstKnownMean: z.array(z.number()),
      computedTwoSingleRuns: z.array(z.number()),
    }),
  );
  assert.ok(one);
  one.inputs.cvPercent.forEach((cv, i) => {
    const limit = one.inputs.gatePercent / cv;
    near(2 * normalCdf(-limit), one.expected.computedSingleRunAgainstKnownMean[i] ?? 0, 1e-9);
    near(2 * normalCdf(-limit / Math.SQRT2), one.expected.computedTwoSingleRuns[i] ?? 0, 1e-9);
  });
});
