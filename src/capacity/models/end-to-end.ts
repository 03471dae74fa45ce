// Wait plus service. Percentiles do not add: the law of the sum is the convolution of both laws. It is exact for M/M/c
// (a closed form), else a sum over the service's atoms, which needs no grid because the wait's tail is known in full.

import { ms, type Milliseconds } from '../../units/index.ts';
import { fallsTo } from './mixture.ts';
import type { Branch } from './mixture.ts';
import { servicePercentile } from './service-law.ts';
import type { ServiceLaw } from './service-law.ts';
import { waitExceeds, waitPercentile } from './wait.ts';
import type { WaitLaw } from './wait.ts';

/** P(wait + service > t). The two are taken as independent, as they are in a queue served in order of arrival. */
export function endToEndExceeds(wait: WaitLaw, service: ServiceLaw, t: number): number {
  if (!wait.stable) return 1;
  if (t < 0) return 1;
  switch (service.law) {
    case 'exponential':
      return exponentialSum(wait, service.meanMs, t);
    case 'atoms': {
      let probability = 0;
      for (const { valueMs, weight } of service.atoms) probability += weight * waitExceeds(wait, t - valueMs);
      return probability;
    }
  }
}

/** The end-to-end time that the share `p` (0 to 1) of tasks stays at or below. */
export function endToEndPercentile(wait: WaitLaw, service: ServiceLaw, p: number): Milliseconds {
  if (!wait.stable) return ms(Infinity);
  const longer = 1 - p;
  const high = servicePercentile(service, 1 - longer / 2) + waitPercentile(wait, 1 - longer / 2);
  return ms(fallsTo((t) => endToEndExceeds(wait, service, t), longer, high));
}

function exponentialSum(wait: WaitLaw, meanMs: number, t: number): number {
  const alone = Math.exp(-t / meanMs);
  const sums = wait.branches.reduce(
    (sum, branch) => sum + branch.share * twoExponentials(branch, meanMs, t),
    0,
  );
  return (1 - wait.waitProbability) * alone + wait.waitProbability * sums;
}

// P(X + Y > t) of two independent exponentials; the limit form where their means (nearly) agree.
function twoExponentials(branch: Branch, meanMs: number, t: number): number {
  const gap = branch.meanMs - meanMs;
  if (Math.abs(gap) < 1e-7 * meanMs) return (1 + t / meanMs) * Math.exp(-t / meanMs);
  return (branch.meanMs * Math.exp(-t / branch.meanMs) - meanMs * Math.exp(-t / meanMs)) / gap;
}
