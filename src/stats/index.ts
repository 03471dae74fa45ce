export type { Interval, StatsWarning, TestOutcome, TooFew } from './answer.ts';
export { sortSamples } from './sorted-samples.ts';
export type { SortedSamples } from './sorted-samples.ts';
export { moments, sum } from './moments.ts';
export type { Moments } from './moments.ts';
export { median, quantile } from './quantile.ts';
export type { Estimate } from './quantile.ts';
export {
  equalTailedRanks,
  medianInterval,
  observationsNeeded,
  quantileInterval,
  shortestRanks,
} from './order-statistics.ts';
export type { RankInterval } from './order-statistics.ts';
export { binomialCdf, binomialLaw } from './binomial.ts';
export type { BinomialLaw } from './binomial.ts';
export { normalCdf, normalQuantile } from './normal.ts';
export { logGamma } from './special/log-gamma.ts';
export { studentCdf, studentQuantile } from './student-t.ts';
export { tInterval } from './t-interval.ts';
export { welchInterval } from './welch.ts';
export { bootstrap } from './bootstrap.ts';
export type { BootstrapOptions, BootstrapOutcome, Statistic } from './bootstrap.ts';
export { idealBootstrap } from './ideal-bootstrap.ts';
export type { IdealBootstrap, TooMany } from './ideal-bootstrap.ts';
export { permutationTest, repeatsNeeded } from './permutation.ts';
export type { PermutationOutcome } from './permutation.ts';
export type { LabellingOptions } from './labellings.ts';
export { mannWhitney } from './mann-whitney.ts';
export type { MannWhitneyOutcome } from './mann-whitney.ts';
export { pairsNeeded, signFlipTest } from './sign-flip.ts';
export type { SignFlipOptions } from './sign-flip.ts';
export { holm } from './holm.ts';
export { equivalencePairs, placeInMargin } from './equivalence.ts';
export type { Placement } from './equivalence.ts';
export { mser } from './mser.ts';
export type { NeverSteady, Steady } from './mser.ts';
export { leastSquares } from './least-squares.ts';
export type { Line, Point } from './least-squares.ts';
export { theilSen, theilSenSlope } from './theil-sen.ts';
export type { Slope } from './theil-sen.ts';
export { random } from './random/random.ts';
export type { Random } from './random/random.ts';
export { commonSlope } from './segmented-slope.ts';
export type { CommonSlope } from './segmented-slope.ts';
