// Finds the lognormal law behind the figures people know: its mean and p99, or its mean and sigma.

import { formatNumber, ms, type Milliseconds, type Parsed } from '../../units/index.ts';
import type { DurationLaw } from '../contract.ts';

type Lognormal = Extract<DurationLaw, { law: 'lognormal' }>;

/** The standard normal's 99th percentile. */
const Z99 = 2.3263478740408408;
/** p99/mean peaks where sigma equals Z99; a lognormal law can't go beyond it. */
const LARGEST_P99_TO_MEAN = Math.exp(Z99 ** 2 / 2);

/**
 * The law with this mean and 99th percentile. From ln p99 = ln median + z sigma and
 * ln mean = ln median + sigma²/2 follows sigma²/2 - z sigma + ln(p99/mean) = 0; of its two roots the
 * smaller is the law people mean (the other is so heavy-tailed that its mean is above most draws).
 */
export function lognormalByP99(meanMs: Milliseconds, p99Ms: Milliseconds): Parsed<Lognormal> {
  const ratio = p99Ms / meanMs;
  if (!(meanMs > 0) || !(ratio >= 1 && ratio <= LARGEST_P99_TO_MEAN)) {
    const largest = Math.floor(LARGEST_P99_TO_MEAN * 100) / 100;
    return {
      ok: false,
      expected: `a mean above 0 and a p99 from 1 to ${largest} times the mean (here it is ${formatNumber(ratio)})`,
    };
  }
  const sigma = Z99 - Math.sqrt(Math.max(0, Z99 ** 2 - 2 * Math.log(ratio)));
  return { ok: true, value: lognormalBySigma(meanMs, sigma) };
}

/** The law with this mean and this standard deviation of ln X. */
export function lognormalBySigma(meanMs: Milliseconds, sigma: number): Lognormal {
  return { law: 'lognormal', medianMs: ms(meanMs * Math.exp(-(sigma ** 2) / 2)), sigma };
}
