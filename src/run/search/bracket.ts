// The bisection: where to probe next, and what the probes so far say.

import type { Probe } from '../../result/index.ts';

/** Where most fleets keep most goals: the first probe. */
const FIRST_SHARE = 0.8;
const MOST_PROBES = 14;

export interface Bracket {
  /** Highest rate that kept the goal below every one that broke it; 0 when none did. */
  readonly keptPerSec: number;
  /** Lowest rate that broke it; the saturation throughput when none did. */
  readonly brokenPerSec: number;
}

export function bracketOf(probes: readonly Probe[], saturationPerSec: number): Bracket {
  const broken = probes.filter(({ kept }) => !kept).map(({ ratePerSec }) => ratePerSec);
  const brokenPerSec = Math.min(saturationPerSec, ...broken);
  const kept = probes.filter((probe) => probe.kept && probe.ratePerSec < brokenPerSec);
  return { keptPerSec: Math.max(0, ...kept.map(({ ratePerSec }) => ratePerSec)), brokenPerSec };
}

/** The rate to probe next; undefined when the bracket is narrow enough, or there were enough probes. */
export function nextRate(
  probes: readonly Probe[],
  saturationPerSec: number,
  precisionRatio: number,
): number | undefined {
  if (probes.length === 0) return FIRST_SHARE * saturationPerSec;
  const { keptPerSec, brokenPerSec } = bracketOf(probes, saturationPerSec);
  if (brokenPerSec - keptPerSec <= precisionRatio * brokenPerSec) return undefined;
  if (probes.length >= MOST_PROBES || brokenPerSec < precisionRatio * saturationPerSec) return undefined;
  return (keptPerSec + brokenPerSec) / 2;
}

/** The interval of the answer: from the highest rate up to it that kept the goal clearly to the lowest that clearly broke it. */
export function certainBracket(
  probes: readonly Probe[],
  saturationPerSec: number,
): { readonly lowPerSec: number; readonly highPerSec: number } {
  const { keptPerSec } = bracketOf(probes, saturationPerSec);
  const clear = probes.filter(({ sureness }) => sureness === 'clear');
  const kept = clear.filter((probe) => probe.kept && probe.ratePerSec <= keptPerSec);
  const broken = clear.filter((probe) => !probe.kept && probe.ratePerSec > keptPerSec);
  return {
    lowPerSec: Math.max(0, ...kept.map(({ ratePerSec }) => ratePerSec)),
    highPerSec: Math.min(saturationPerSec, ...broken.map(({ ratePerSec }) => ratePerSec)),
  };
}
