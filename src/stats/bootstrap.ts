// The bootstrap (Efron & Tibshirani 1993): resample, recompute, read the spread. Seeded. Resample what is
// independent - runs, then batches - never single tasks of one run.

import { tooFew, type Interval, type StatsWarning, type TooFew } from './answer.ts';
import { moments } from './moments.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { quantile } from './quantile.ts';
import { random } from './random/random.ts';
import { sortSamples, type SortedSamples } from './sorted-samples.ts';

/** A figure of a sample; must answer a number for every non-empty sample. */
export type Statistic = (values: readonly number[]) => number;

export interface BootstrapOptions {
  /** Default 0.95. */
  readonly confidence?: number;
  /** Resamples; default 5,000. */
  readonly draws?: number;
  /** Default 1. */
  readonly seed?: number;
}

export interface BootstrapOutcome {
  readonly kind: 'bootstrap';
  /** The statistic of the sample itself. */
  readonly value: number;
  /** Standard deviation of the statistic over the resamples. */
  readonly standardError: number;
  /** From quantile to quantile of the resampled statistic. */
  readonly percentile: Interval;
  /** Bias-corrected and accelerated: for skewed statistics. */
  readonly bca: Interval;
}

/** Below this many values either interval is too narrow for its name. */
const FEW = 20;

export function bootstrap(
  values: readonly number[],
  statistic: Statistic,
  options: BootstrapOptions = {},
): BootstrapOutcome | TooFew {
  if (values.length < 2) return tooFew(2);
  const { confidence = 0.95, draws = 5_000, seed = 1 } = options;
  const value = statistic(values);
  const resampled = sortSamples(resample(values, statistic, draws, seed));
  const spread = moments(resampled);
  const warnings: StatsWarning[] = values.length < FEW ? ['few-values'] : [];
  const tails: readonly [number, number] = [(1 - confidence) / 2, (1 + confidence) / 2];
  const corrected = correctedTails(values, statistic, value, resampled, tails);
  return {
    kind: 'bootstrap',
    value,
    standardError: spread.kind === 'moments' ? spread.sd : 0,
    percentile: { kind: 'interval', ...between(resampled, tails), confidence, warnings },
    bca: { kind: 'interval', ...between(resampled, corrected), confidence, warnings },
  };
}

function resample(values: readonly number[], statistic: Statistic, draws: number, seed: number): number[] {
  const source = random(seed);
  const sample = Array.from<number>({ length: values.length });
  return Array.from({ length: draws }, () => {
    for (let i = 0; i < sample.length; i++) sample[i] = values[source.index(values.length)] ?? 0;
    return statistic(sample);
  });
}

function between(
  resampled: SortedSamples,
  tails: readonly [number, number],
): { readonly low: number; readonly high: number } {
  const [low, high] = tails.map((p) => {
    const answer = quantile(resampled, p);
    return answer.kind === 'estimate' ? answer.value : 0;
  });
  return { low: low ?? 0, high: high ?? 0 };
}

// BCa moves both tails by the median bias z0 and the acceleration of the jackknife (chapter 14.3).
function correctedTails(
  values: readonly number[],
  statistic: Statistic,
  value: number,
  resampled: SortedSamples,
  tails: readonly [number, number],
): readonly [number, number] {
  let below = 0;
  for (const one of resampled) below += one < value ? 1 : one === value ? 0.5 : 0;
  const bias = normalQuantile(below / resampled.length);
  if (!Number.isFinite(bias)) return tails;
  const acceleration = jackknifeAcceleration(values, statistic);
  const move = (p: number): number => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - acceleration * z));
  };
  return [move(tails[0]), move(tails[1])];
}

function jackknifeAcceleration(values: readonly number[], statistic: Statistic): number {
  const without = values.map((_, left) => statistic(values.filter((_other, i) => i !== left)));
  const centre = without.reduce((total, one) => total + one, 0) / without.length;
  let squares = 0;
  let cubes = 0;
  for (const one of without) {
    squares += (centre - one) ** 2;
    cubes += (centre - one) ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
