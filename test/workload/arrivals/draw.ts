// Draws arrivals for the tests beside it.

import { random } from '../../../src/stats/index.ts';
import { openArrivals, type ArrivalPlan, type RateCurve, type Spacing } from '../../../src/workload/index.ts';

export function ratePlan(curve: RateCurve, spacing: Spacing = { spacing: 'poisson' }): ArrivalPlan {
  return { arrivals: 'rate', unit: 'per-second', curve, spacing };
}

/** Times in seconds of everything due before `spanSec`, at most `most`. */
export function draw(plan: ArrivalPlan, spanSec: number, seed = 1, most = 1e6): readonly number[] {
  const arrivals = openArrivals(plan, { spanSec, taskNames: ['fetch', 'resize'] }, random(seed));
  const times: number[] = [];
  for (; arrivals.dueNs < spanSec * 1e9 && times.length < most; arrivals.advance()) {
    times.push(arrivals.dueNs / 1e9);
  }
  arrivals.close();
  return times;
}

export function gapsOf(times: readonly number[]): readonly number[] {
  return times.map((time, index) => time - (times[index - 1] ?? 0));
}

/** How many of the times lie in each of `parts` equal stretches of the span. */
export function countsOf(times: readonly number[], spanSec: number, parts: number): readonly number[] {
  const counts = Array.from({ length: parts }, () => 0);
  for (const time of times) {
    const part = Math.min(parts - 1, Math.floor((time / spanSec) * parts));
    counts[part] = (counts[part] ?? 0) + 1;
  }
  return counts;
}
