// Mixtures of one or two exponentials: enough for every conditional wait here, and closed under all we ask of it.

/** One exponential branch: taken with probability `share`, of mean `meanMs`. */
export interface Branch {
  readonly share: number;
  readonly meanMs: number;
}

/** The exponential of a mean, as a mixture of one. */
export const exponentialBranches = (meanMs: number): readonly Branch[] => [{ share: 1, meanMs }];

/** The hyperexponential with balanced means that has this mean and squared coefficient of variation (above 1). */
export function hyperexponentialBranches(meanMs: number, scv: number): readonly Branch[] {
  if (scv <= 1) return exponentialBranches(meanMs);
  const often = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
  const seldom = 1 - often;
  return [
    { share: often, meanMs: meanMs / (2 * often) },
    { share: seldom, meanMs: meanMs / (2 * seldom) },
  ];
}

/** P(X > t) of the mixture; 1 below zero. */
export function branchesExceed(branches: readonly Branch[], t: number): number {
  if (t <= 0) return 1;
  let probability = 0;
  for (const { share, meanMs } of branches) if (meanMs > 0) probability += share * Math.exp(-t / meanMs);
  return probability;
}

/** The t at which P(X > t) falls to `probability` (0 < probability <= 1). */
export function branchesQuantile(branches: readonly Branch[], probability: number): number {
  const [only] = branches;
  if (only !== undefined && branches.length === 1) return only.meanMs * Math.log(1 / probability);
  const slowest = branches.reduce((worst, branch) => Math.max(worst, branch.meanMs), 0);
  return fallsTo((t) => branchesExceed(branches, t), probability, slowest * Math.log(1 / probability));
}

/**
 * The smallest t in [0, high] at which a falling function is at or below `level`, to 1e-12 of `high`.
 * `high` must be far enough; where it is not, it is doubled.
 */
export function fallsTo(exceeds: (t: number) => number, level: number, high: number): number {
  if (exceeds(0) <= level) return 0;
  let above = 0;
  let below = high > 0 ? high : 1;
  while (exceeds(below) > level && below < Number.MAX_VALUE / 2) {
    above = below;
    below *= 2;
  }
  for (let step = 0; step < 60; step++) {
    const middle = (above + below) / 2;
    if (exceeds(middle) > level) above = middle;
    else below = middle;
  }
  return below;
}
