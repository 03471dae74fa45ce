import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ms, ratio } from '../../src/units/index.ts';
import { random } from '../../src/stats/index.ts';
import {
  durationSampler,
  lognormalByP99,
  lognormalBySigma,
  meanMs,
  parseEmpirical,
  scv,
  type DurationLaw,
} from '../../src/workload/index.ts';
import { sampleMoments } from '../stats/sample-moments.ts';

const LAWS: readonly DurationLaw[] = [
  { law: 'constant', valueMs: ms(20) },
  { law: 'uniform', minMs: ms(10), maxMs: ms(50) },
  { law: 'exponential', meanMs: ms(20) },
  { law: 'lognormal', medianMs: ms(15), sigma: 0.7 },
  { law: 'bimodal', fastMs: ms(5), slowMs: ms(200), slowShare: ratio(0.1) },
  { law: 'empirical', source: 'x', valuesMs: [1, 2, 3, 50, 8, 8].map(ms) },
];

for (const law of LAWS) {
  test(`${law.law}: draws have the mean and variability the law promises`, () => {
    const draw = durationSampler(law, random(1));
    const sample = sampleMoments(Array.from({ length: 40_000 }, draw));
    const mean = meanMs(law);
    assert.ok(
      Math.abs(sample.mean - mean) <= 5 * sample.meanError + 1e-9,
      `mean ${sample.mean}, law ${mean}`,
    );
    const variance = scv(law) * mean ** 2;
    assert.ok(
      Math.abs(sample.variance - variance) <= 6 * sample.varianceError + 1e-9,
      `variance ${sample.variance}, law ${variance}`,
    );
  });
}

test('the exact moments match their closed forms', () => {
  assert.deepEqual(LAWS.slice(0, 3).map(meanMs), [20, 30, 20]);
  assert.deepEqual(LAWS.slice(0, 3).map(scv), [0, 1600 / 12 / 900, 1]);
  assert.equal(scv({ law: 'constant', valueMs: ms(0) }), 0);
});

test('a lognormal law by mean and p99 has that mean and that p99', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1e5, noNaN: true }),
      fc.double({ min: 1, max: 14.9, noNaN: true }),
      (mean, times) => {
        const solved = lognormalByP99(ms(mean), ms(mean * times));
        assert.ok(solved.ok);
        const p99 = solved.value.medianMs * Math.exp(2.3263478740408408 * solved.value.sigma);
        assert.ok(Math.abs(meanMs(solved.value) / mean - 1) < 1e-9);
        assert.ok(Math.abs(p99 / (mean * times) - 1) < 1e-6);
      },
    ),
  );
});

test('a lognormal law that cannot be is refused with the ratios that can', () => {
  for (const p99 of [15, 300, 1000]) {
    const solved = lognormalByP99(ms(20), ms(p99));
    assert.ok(!solved.ok);
    assert.match(solved.expected, /from 1 to 14\.96 times the mean/);
  }
});

test('a lognormal law by mean and sigma has that mean', () => {
  const law = lognormalBySigma(ms(20), 0.8);
  assert.ok(Math.abs(meanMs(law) - 20) < 1e-9);
  assert.ok(Math.abs(scv(law) - (Math.exp(0.64) - 1)) < 1e-9);
});

test('an empirical file holds one duration a line, or a JSON array, with or without units', () => {
  assert.deepEqual(parseEmpirical('# log\n12.5\n\n20ms\r\n1.5s\n'), { ok: true, valuesMs: [12.5, 20, 1500] });
  assert.deepEqual(parseEmpirical(' [1, "2ms", 3.5]'), { ok: true, valuesMs: [1, 2, 3.5] });
});

test('an empirical file with a mistake says its line', () => {
  const line = (text: string): number | undefined => {
    const parsed = parseEmpirical(text);
    return parsed.ok ? undefined : parsed.problem.line;
  };
  assert.equal(line('1\n2\nsoon\n'), 3);
  assert.equal(line('1\n-2\n'), 2);
  assert.equal(line('[1, 2'), 1);
  assert.equal(line('[1, null]'), 1);
  assert.equal(line(''), 1);
  assert.equal(line('1e999'), 1);
});
