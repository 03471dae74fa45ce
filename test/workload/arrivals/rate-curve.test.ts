import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeadcountError } from '../../../src/errors/index.ts';
import { ms, perSecond } from '../../../src/units/index.ts';
import {
  flatStream,
  meanRate,
  needsCapacity,
  resolveRates,
  type RateCurve,
} from '../../../src/workload/index.ts';
import { countsOf, draw, ratePlan } from './draw.ts';

const rate = fc.double({ min: 0.5, max: 500, noNaN: true });
const lengthMs = fc.double({ min: 100, max: 20_000, noNaN: true }).map(ms);

const curve: fc.Arbitrary<RateCurve> = fc.oneof(
  rate.map((value): RateCurve => ({ curve: 'flat', rate: value })),
  fc
    .record({ from: fc.oneof(fc.constant(0), rate), to: rate, overMs: lengthMs })
    .map((ramp): RateCurve => ({ curve: 'ramp', ...ramp })),
  fc
    .record({
      rates: fc.array(fc.oneof(fc.constant(0), rate), { minLength: 1, maxLength: 6 }),
      last: rate,
      eachMs: lengthMs,
    })
    .map(({ rates, last, eachMs }): RateCurve => ({ curve: 'steps', rates: [...rates, last], eachMs })),
  fc
    .record({ from: rate, to: rate, atMs: lengthMs, forMs: lengthMs })
    .map((spike): RateCurve => ({ curve: 'spike', ...spike })),
  fc
    .record({ mean: rate, share: fc.double({ min: 0, max: 1, noNaN: true }), periodMs: lengthMs })
    .map(({ mean, share, periodMs }): RateCurve => ({
      curve: 'sine',
      mean,
      amplitude: mean * share,
      periodMs,
    })),
);

function rateAt(of: RateCurve, sec: number): number {
  switch (of.curve) {
    case 'flat':
      return of.rate;
    case 'ramp':
      return of.from + (of.to - of.from) * Math.min(1, (sec * 1000) / of.overMs);
    case 'steps':
      return of.rates[Math.min(of.rates.length - 1, Math.floor((sec * 1000) / of.eachMs))] ?? 0;
    case 'spike':
      return sec * 1000 >= of.atMs && sec * 1000 < of.atMs + of.forMs ? of.to : of.from;
    case 'sine':
      return of.mean + of.amplitude * Math.sin((2 * Math.PI * sec * 1000) / of.periodMs);
  }
}

/** The area under the curve by the trapezoid rule: another way than the one under test. */
function area(of: RateCurve, toSec: number): number {
  const steps = 200_000;
  let sum = 0;
  for (let i = 0; i < steps; i++) sum += rateAt(of, ((i + 0.5) * toSec) / steps);
  return (sum * toSec) / steps;
}

test('evenly spaced tasks are as many as the area under the curve, at every time', () => {
  fc.assert(
    fc.property(curve, fc.double({ min: 1, max: 10, noNaN: true }), (of, spanSec) => {
      const times = draw(ratePlan(of, { spacing: 'constant' }), spanSec);
      for (const [index, time] of times.entries()) assert.ok(index === 0 || time >= (times[index - 1] ?? 0));
      for (const share of [0.3, 0.77, 1]) {
        const expected = area(of, spanSec * share);
        const count = times.filter((time) => time < spanSec * share).length;
        assert.ok(Math.abs(count - expected) <= 1.01 + expected * 1e-4, `${count} of ${expected}`);
      }
    }),
    { numRuns: 60, seed: 4 },
  );
});

test('Poisson tasks follow the curve: counts of its parts are within chance of their areas', () => {
  fc.assert(
    fc.property(curve, fc.integer({ min: 1, max: 1000 }), (of, seed) => {
      const spanSec = 8;
      const parts = 8;
      const counts = countsOf(draw(ratePlan(of), spanSec, seed), spanSec, parts);
      let before = 0;
      for (const [index, count] of counts.entries()) {
        const upTo = area(of, ((index + 1) * spanSec) / parts);
        const expected = upTo - before;
        before = upTo;
        const bound = 6 * Math.sqrt(Math.max(1, expected)) + 3;
        assert.ok(Math.abs(count - expected) < bound, `${count} of ${expected} in part ${index}`);
      }
    }),
    { numRuns: 60, seed: 5 },
  );
});

test('evenly spaced tasks do not drift', () => {
  const times = draw(ratePlan({ curve: 'flat', rate: 3 }, { spacing: 'constant' }), 100_001);
  assert.equal(times[0], 0);
  assert.ok(Math.abs((times[300_000] ?? 0) - 1e5) < 1e-9);
});

test('a day of sine has its peak after a quarter and its trough after three', () => {
  const day: RateCurve = { curve: 'sine', mean: 1, amplitude: 0.9, periodMs: ms(864e5) };
  const counts = countsOf(draw(ratePlan(day, { spacing: 'constant' }), 86_400), 86_400, 24);
  assert.equal(counts.indexOf(Math.max(...counts)) === 5 || counts.indexOf(Math.max(...counts)) === 6, true);
  assert.equal(
    counts.indexOf(Math.min(...counts)) === 17 || counts.indexOf(Math.min(...counts)) === 18,
    true,
  );
  assert.ok(Math.abs(counts.reduce((sum, count) => sum + count, 0) - 86_400) <= 1);
});

test('a rate that is none is refused', () => {
  const bad: readonly RateCurve[] = [
    ...[0, -1, NaN, Infinity].map((value): RateCurve => ({ curve: 'flat', rate: value })),
    { curve: 'ramp', from: -1, to: 5, overMs: ms(10) },
    { curve: 'sine', mean: 1, amplitude: 2, periodMs: ms(10) },
    { curve: 'steps', rates: [0, 0], eachMs: ms(10) },
  ];
  for (const of of bad) assert.throws(() => draw(ratePlan(of), 1), HeadcountError, JSON.stringify(of));
});

test('shares of a capacity become rates by multiplication, whatever the curve', () => {
  fc.assert(
    fc.property(curve, fc.double({ min: 1, max: 100, noNaN: true }), (of, capacity) => {
      const plan = {
        arrivals: 'rate',
        unit: 'of-capacity',
        curve: of,
        spacing: { spacing: 'poisson' },
      } as const;
      const stream = { plan, tasks: [0] };
      assert.ok(needsCapacity(stream));
      const resolved = resolveRates(stream, perSecond(capacity));
      assert.ok(!needsCapacity(resolved));
      const given = { ...stream, plan: { ...plan, unit: 'per-second' } as const };
      const [scaled, plain] = [meanRate([resolved], 3), meanRate([given], 3)];
      assert.ok(Math.abs(scaled - plain * capacity) <= 1e-9 * scaled);
    }),
  );
  const flat = flatStream(perSecond(7), 'poisson', [0]);
  assert.equal(resolveRates(flat, perSecond(1000)), flat);
  assert.equal(meanRate([flat, flat], 10), 14);
});
