// From a rate curve as a scenario describes it to its sum.

import { assertNever, HeadcountError } from '../../../errors/index.ts';
import type { RateCurve } from '../contract.ts';
import type { CumulatedRate } from './cumulated-rate.ts';
import { piecewiseRate } from './piecewise.ts';
import { rampRate } from './ramp.ts';
import { sineRate } from './sine.ts';

/** Rates must be finite and none below 0; throws BAD_OPTION otherwise. */
export function cumulatedRate(curve: RateCurve): CumulatedRate {
  const rates = extremes(curve);
  if (!rates.every((rate) => rate >= 0 && Number.isFinite(rate)) || !rates.some((rate) => rate > 0))
    throw new HeadcountError('BAD_OPTION', `arrival rates ${rates.join('/s, ')}/s: expected a rate above 0`);
  switch (curve.curve) {
    case 'flat':
      return piecewiseRate([{ fromSec: 0, rate: curve.rate }]);
    case 'ramp':
      return rampRate(curve.from, curve.to, curve.overMs / 1000);
    case 'steps':
      return piecewiseRate(
        curve.rates.map((rate, index) => ({ fromSec: (index * curve.eachMs) / 1000, rate })),
      );
    case 'spike':
      return piecewiseRate([
        { fromSec: 0, rate: curve.from },
        { fromSec: curve.atMs / 1000, rate: curve.to },
        { fromSec: (curve.atMs + curve.forMs) / 1000, rate: curve.from },
      ]);
    case 'sine':
      return sineRate(curve.mean, curve.amplitude, curve.periodMs / 1000);
    default:
      return assertNever(curve);
  }
}

/** The rates a curve turns at; none in between lies outside of them. */
export function extremes(curve: RateCurve): readonly number[] {
  switch (curve.curve) {
    case 'flat':
      return [curve.rate];
    case 'ramp':
    case 'spike':
      return [curve.from, curve.to];
    case 'steps':
      return curve.rates;
    case 'sine':
      return [curve.mean - curve.amplitude, curve.mean + curve.amplitude];
    default:
      return assertNever(curve);
  }
}
