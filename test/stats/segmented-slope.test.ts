// The slope common to several series: against a line, against outliers, and how often its interval holds the truth.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commonSlope, random, type Point } from '../../src/stats/index.ts';

test('series on lines of one slope and different levels have that slope', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1000, max: 1000 }),
      fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 8, max: 20 }),
      (slope, levels, count) => {
        const series = levels.map((level) => line(count, (x) => level + slope * x));
        const fit = commonSlope(series);
        assert.equal(fit.kind, 'slope');
        if (fit.kind !== 'slope') return;
        assert.equal(fit.slope, slope);
        assert.ok(fit.interval.low <= slope && slope <= fit.interval.high);
      },
    ),
  );
});

test('negating y negates the interval, whatever the series', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 8, maxLength: 20 });
  fc.assert(
    fc.property(fc.array(values, { minLength: 1, maxLength: 3 }), (all) => {
      const of = (sign: number) => {
        const fit = commonSlope(all.map((ys) => ys.map((y, x) => ({ x, y: sign * y }))));
        assert.ok(fit.kind === 'slope');
        return fit.interval;
      };
      const [plain, mirrored] = [of(1), of(-1)];
      assert.equal(mirrored.low + plain.high, 0);
      assert.equal(mirrored.high + plain.low, 0);
    }),
  );
});

test('one point in ten far off does not bend the slope', () => {
  const points = line(40, (x) => 5 * x + (x % 10 === 3 ? 1e6 : 0));
  const fit = commonSlope([points]);
  assert.ok(fit.kind === 'slope' && Math.abs(fit.slope - 5) < 0.5, JSON.stringify(fit));
});

test('series of fewer than eight points are refused with the number needed', () => {
  assert.deepEqual(commonSlope([line(7, (x) => x)]), { kind: 'too-few', needed: 8 });
  assert.deepEqual(commonSlope([]), { kind: 'too-few', needed: 8 });
});

for (const [what, likeness] of [
  ['independent', 0],
  ['resembling their neighbours', 0.6],
] as const) {
  test(`intervals of residuals ${what} hold the true slope nineteen times in twenty, or nearly`, () => {
    const draw = random(42);
    const rounds = 400;
    let held = 0;
    for (let round = 0; round < rounds; round++) {
      const fit = commonSlope([noisy(40, 3, likeness, draw), noisy(30, 3, likeness, draw)]);
      assert.ok(fit.kind === 'slope');
      if (fit.interval.low <= 3 && fit.interval.high >= 3) held++;
    }
    // Of 400, 380 are expected at 95 %; below 360 (90 %) is past four standard errors.
    assert.ok(held >= 360, `${held} of ${rounds}`);
  });
}

function line(count: number, y: (x: number) => number): Point[] {
  return Array.from({ length: count }, (_, x) => ({ x, y: y(x) }));
}

// A line with residuals that follow an autoregression of order 1.
function noisy(count: number, slope: number, likeness: number, draw: { normal(): number }): Point[] {
  let rest = 0;
  return line(count, (x) => {
    rest = likeness * rest + 20 * draw.normal();
    return slope * x + rest;
  });
}
