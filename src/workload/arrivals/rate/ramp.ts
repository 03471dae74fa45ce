// A rate that goes in a straight line to another and stays there.

import type { CumulatedRate } from './cumulated-rate.ts';

export function rampRate(from: number, to: number, overSec: number): CumulatedRate {
  const slope = (to - from) / overSec;
  const whole = ((from + to) / 2) * overSec;
  return {
    countAt: (sec) => (sec >= overSec ? whole + to * (sec - overSec) : sec * (from + (slope * sec) / 2)),
    timeAt: (count) => {
      if (count > whole) return overSec + (count - whole) / to;
      // The root of slope/2 t² + from t = count, in the form that loses no digits when the slope is small.
      const root = Math.sqrt(Math.max(0, from * from + 2 * slope * count));
      return count === 0 ? 0 : Math.min(overSec, (2 * count) / (from + root));
    },
  };
}
