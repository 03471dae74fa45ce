// The slope common to several separate series (each with a level of its own), robust against outliers: the median of
// the slopes of all pairs within a series, with the interval of the sum of the series' Kendall statistics (Hirsch,
// Slack & Smith 1982; Gilbert 1987, section 17.3). Neighbouring points that resemble each other carry less information
// than independent ones: the variance is widened by (1 + r) / (1 - r), where r is the lag-1 autocorrelation of what
// the line leaves over (Yue & Wang 2004).

import { tooFew, type Interval, type TooFew } from './answer.ts';
import { kendallVariance, pairSlopes, slopeInterval, type Point } from './pair-slopes.ts';
import { median } from './quantile.ts';
import { sortSamples } from './sorted-samples.ts';

export interface CommonSlope {
  readonly kind: 'slope';
  readonly slope: number;
  readonly interval: Interval;
  /** Lag-1 autocorrelation of the residuals, within the series. */
  readonly autocorrelation: number;
}

/** Fewer points in one series say too little about how they resemble each other. */
const LEAST_POINTS = 8;
const MOST_AUTOCORRELATION = 0.95;

/** Series of fewer than eight points are left out; needs one that is not. Quadratic in the points of each series. */
export function commonSlope(all: readonly (readonly Point[])[], confidence = 0.95): CommonSlope | TooFew {
  const series = all.filter((points) => points.length >= LEAST_POINTS);
  const slopes = sortSamples(series.flatMap(pairSlopes));
  const middle = median(slopes);
  if (middle.kind === 'too-few') return tooFew(LEAST_POINTS);
  const autocorrelation = residualAutocorrelation(series, middle.value);
  const widening = (1 + autocorrelation) / (1 - autocorrelation);
  const variance = series.reduce((sum, { length }) => sum + kendallVariance(length), 0);
  const interval = slopeInterval(slopes, variance * widening, confidence);
  return { kind: 'slope', slope: middle.value, interval, autocorrelation };
}

// Only resemblance widens; series that alternate are taken as independent.
function residualAutocorrelation(series: readonly (readonly Point[])[], slope: number): number {
  let products = 0;
  let squares = 0;
  const n = series.reduce((sum, { length }) => sum + length, 0) / series.length;
  for (const points of series) {
    const rest = points.map(({ x, y }) => y - slope * x);
    const level = rest.reduce((sum, value) => sum + value, 0) / rest.length;
    rest.forEach((value, i) => {
      squares += (value - level) ** 2;
      if (i > 0) products += (value - level) * ((rest[i - 1] ?? level) - level);
    });
  }
  if (squares === 0) return 0;
  // Taking out a line makes a short series look less alike than it is, by about (2 + 4 r) / n (Kendall 1954).
  const unbiased = ((products / squares) * n + 2) / (n - 4);
  return Math.min(MOST_AUTOCORRELATION, Math.max(0, unbiased));
}
