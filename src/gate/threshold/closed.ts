// What a threshold on throughput reads of a run that has closed loops alone: it must hold under each of them, so the one
// that is hardest to hold under decides.

import type { TrialRecord } from '../../result/index.ts';
import { throughputPhases } from '../figures.ts';
import type { Threshold } from './threshold.ts';

export interface ClosedThroughput {
  /** Position of the phase in a trial. */
  readonly place: number;
  /** Over the repeats. */
  readonly meanPerSec: number;
}

/** Of a lower limit the slowest loop, of an upper one the fastest; null for other metrics and where another phase is read. */
export function hardestClosed(
  { metric, operator }: Threshold,
  trials: readonly TrialRecord[],
): ClosedThroughput | null {
  if (metric !== 'throughput' || trials.some((trial) => throughputPhases(trial).length > 0)) return null;
  const means = closedPlaces(trials).map((place) => ({ place, meanPerSec: meanAt(trials, place) }));
  const slowestFirst = means.toSorted((a, b) => a.meanPerSec - b.meanPerSec);
  return (operator.startsWith('<') ? slowestFirst.at(-1) : slowestFirst[0]) ?? null;
}

function closedPlaces(trials: readonly TrialRecord[]): readonly number[] {
  const places = trials.flatMap(({ phases }) =>
    phases.flatMap(({ phase }, place) => (phase === 'closed' ? [place] : [])),
  );
  return [...new Set(places)];
}

function meanAt(trials: readonly TrialRecord[], place: number): number {
  const rates = trials.flatMap(({ phases }) => phases[place]?.throughputPerSec ?? []);
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}
