// The service time as a law to add to a wait: exponential where that is what was asked, else a few hundred atoms, each
// standing for a slice of probability, thinner towards the tail.

import { ms, type Milliseconds } from '../../units/index.ts';
import { branchesQuantile, hyperexponentialBranches } from './mixture.ts';

interface Atom {
  readonly valueMs: number;
  readonly weight: number;
}

export type ServiceLaw =
  | { readonly law: 'exponential'; readonly meanMs: Milliseconds }
  | { readonly law: 'atoms'; readonly meanMs: Milliseconds; readonly atoms: readonly Atom[] };

/** Anything that answers quantiles and a mean, e.g. a measured histogram. */
export interface Quantiles {
  quantileMs(p: number): number;
}

/** Slices of probability: from, to, how many. */
const SLICES = [
  [0, 0.9, 90],
  [0.9, 0.99, 72],
  [0.99, 0.999, 45],
  [0.999, 0.9999, 18],
  [0.9999, 1, 4],
] as const;

/** The law of measured durations. */
export function measuredService(histogram: Quantiles, meanMs: Milliseconds): ServiceLaw {
  return { law: 'atoms', meanMs, atoms: sliced((p) => histogram.quantileMs(p)) };
}

/**
 * A law of the given mean and scv when nothing else is known: constant (0), a constant plus an exponential (below 1),
 * exponential (1), hyperexponential with balanced means (above 1).
 */
export function assumedService(meanMs: Milliseconds, scv: number): ServiceLaw {
  if (scv === 1) return { law: 'exponential', meanMs };
  if (scv === 0) return { law: 'atoms', meanMs, atoms: [{ valueMs: meanMs, weight: 1 }] };
  if (scv > 1) {
    const branches = hyperexponentialBranches(meanMs, scv);
    return { law: 'atoms', meanMs, atoms: sliced((p) => branchesQuantile(branches, 1 - p)) };
  }
  const spread = meanMs * Math.sqrt(scv);
  return { law: 'atoms', meanMs, atoms: sliced((p) => meanMs - spread - spread * Math.log(1 - p)) };
}

/** The service time that the share `p` (0 to 1) stays at or below. */
export function servicePercentile(service: ServiceLaw, p: number): Milliseconds {
  if (service.law === 'exponential') return ms(-service.meanMs * Math.log(1 - p));
  let sum = 0;
  for (const { valueMs, weight } of service.atoms) {
    sum += weight;
    if (sum >= p - 1e-12) return ms(valueMs);
  }
  return ms(service.atoms.at(-1)?.valueMs ?? 0);
}

function sliced(quantileMs: (p: number) => number): readonly Atom[] {
  const atoms: Atom[] = [];
  for (const [from, to, parts] of SLICES) {
    const weight = (to - from) / parts;
    for (let i = 0; i < parts; i++) atoms.push({ valueMs: quantileMs(from + (i + 0.5) * weight), weight });
  }
  return atoms;
}
