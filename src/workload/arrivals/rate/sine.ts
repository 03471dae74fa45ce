// A rate that swings around its mean, as a day does. Its sum has no closed inverse: Newton's steps, kept inside an
// interval that surely holds the answer.

import type { CumulatedRate } from './cumulated-rate.ts';

/** Far below a nanosecond of any period up to weeks. */
const PRECISION_SEC = 1e-10;
const MOST_STEPS = 100;

/** `amplitude` is at most `mean`. */
export function sineRate(mean: number, amplitude: number, periodSec: number): CumulatedRate {
  const turn = (2 * Math.PI) / periodSec;
  // What the swing adds at most to the straight line mean × t; it never takes anything away.
  const swing = amplitude / turn;
  const countAt = (sec: number): number => mean * sec + swing * (1 - Math.cos(turn * sec));
  const perPeriod = mean * periodSec;
  const within = (count: number): number => {
    let low = Math.max(0, (count - 2 * swing) / mean);
    let high = count / mean;
    let sec = (low + high) / 2;
    for (let step = 0; step < MOST_STEPS && high - low > PRECISION_SEC; step++) {
      const excess = countAt(sec) - count;
      if (excess > 0) high = sec;
      else low = sec;
      const newton = sec - excess / (mean + amplitude * Math.sin(turn * sec));
      const next = newton > low && newton < high ? newton : (low + high) / 2;
      if (Math.abs(next - sec) < PRECISION_SEC) return next;
      sec = next;
    }
    return sec;
  };
  return {
    countAt,
    timeAt: (count) => {
      const periods = Math.floor(count / perPeriod);
      return periods * periodSec + within(count - periods * perPeriod);
    },
  };
}
