// The bisection: where to probe next, and what the probes so far say.

import type { Probe } from '../../result/index.ts';
import type { Saturation } from './saturation.ts';

/** Where most fleets keep most goals: the first probe. */
const FIRST_SHARE = 0.8;
const MOST_PROBES = 14;
/** How far a bound that turns out too low is raised at a time. */
const RAISE = 1.25;

export interface Bracket {
  /** Highest rate that kept the goal below every one that broke it; 0 when none did. */
  readonly keptPerSec: number;
  /** Lowest rate that broke it; the upper bound when none did. */
  readonly brokenPerSec: number;
}

/** What a search goes by. */
export interface SearchBounds {
  readonly saturation: Saturation;
  /** Two rates closer than this are one. */
  readonly precisionRatio: number;
}

export function bracketOf(probes: readonly Probe[], bounds: SearchBounds): Bracket {
  const broken = probes.filter(({ kept }) => !kept).map(({ ratePerSec }) => ratePerSec);
  const brokenPerSec = Math.min(upperBound(probes, bounds), ...broken);
  const kept = probes.filter((probe) => probe.kept && probe.ratePerSec < brokenPerSec);
  return { keptPerSec: Math.max(0, ...kept.map(({ ratePerSec }) => ratePerSec)), brokenPerSec };
}

/** The rate to probe next; undefined when the bracket is narrow enough, or there were enough probes. */
export function nextRate(probes: readonly Probe[], bounds: SearchBounds): number | undefined {
  const { saturation, precisionRatio } = bounds;
  if (probes.length === 0) return FIRST_SHARE * saturation.perSec;
  const { keptPerSec, brokenPerSec } = bracketOf(probes, bounds);
  if (brokenPerSec - keptPerSec <= precisionRatio * brokenPerSec) return undefined;
  if (probes.length >= MOST_PROBES || brokenPerSec < precisionRatio * saturation.perSec) return undefined;
  return (keptPerSec + brokenPerSec) / 2;
}

/** The interval of the answer: from the highest rate up to it that kept the goal clearly to the lowest that clearly broke it. */
export function certainBracket(
  probes: readonly Probe[],
  bounds: SearchBounds,
): { readonly lowPerSec: number; readonly highPerSec: number } {
  const { keptPerSec } = bracketOf(probes, bounds);
  const clear = probes.filter(({ sureness }) => sureness === 'clear');
  const kept = clear.filter((probe) => probe.kept && probe.ratePerSec <= keptPerSec);
  const broken = clear.filter((probe) => !probe.kept && probe.ratePerSec > keptPerSec);
  return {
    lowPerSec: Math.max(0, ...kept.map(({ ratePerSec }) => ratePerSec)),
    highPerSec: Math.min(upperBound(probes, bounds), ...broken.map(({ ratePerSec }) => ratePerSec)),
  };
}

// No rate is sustained above saturation; but where that was only guessed, a rate near it that is kept shows it too low.
function upperBound(probes: readonly Probe[], { saturation, precisionRatio }: SearchBounds): number {
  let boundPerSec = saturation.perSec;
  if (!saturation.guessed) return boundPerSec;
  const kept = probes.filter((probe) => probe.kept).map(({ ratePerSec }) => ratePerSec);
  const highest = Math.max(0, ...kept);
  while (highest >= (1 - precisionRatio) * boundPerSec) boundPerSec *= RAISE;
  return boundPerSec;
}
