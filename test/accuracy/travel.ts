// What tasks take on their way to a slot that is free, by the rate they come at: measured by itself
// (scenarios/way-to-a-slot.yaml), so that nothing of the comparison with theory is taken from the figures compared.

import { mergeHistogramRecords, type PhaseRecord, type RunResult } from '../../src/result/index.ts';

/** Waits (ms) at evenly spread quantiles, ascending: one of them drawn at random is the way of one task. */
export type TravelMs = readonly number[];

const QUANTILES = 1000;

/** Answers the ways at the rate measured that is nearest, as a ratio, to the one asked for. */
export function travelTimes(result: RunResult): (ratePerSec: number) => TravelMs {
  const byLoad = new Map<string, PhaseRecord[]>();
  for (const phase of result.trials.flatMap(({ phases }) => phases)) {
    if (phase.phase !== 'rate' || phase.wait.summary.count === 0) continue;
    byLoad.set(phase.label, [...(byLoad.get(phase.label) ?? []), phase]);
  }
  const measured = [...byLoad.values()].map(waysAtRate);
  return (ratePerSec) => {
    const away = ({ logRate }: { readonly logRate: number }): number =>
      Math.abs(logRate - Math.log(ratePerSec));
    const [nearest] = measured.toSorted((a, b) => away(a) - away(b));
    if (nearest === undefined) throw new Error('no phase at a rate tells what tasks take on their way');
    return nearest.ways;
  };
}

// Repeats together: what disturbed the machine for a moment is in one of them.
function waysAtRate(repeats: readonly PhaseRecord[]): { readonly logRate: number; readonly ways: TravelMs } {
  const waits = mergeHistogramRecords(repeats.map(({ wait }) => wait));
  const ratePerSec = repeats.reduce((sum, phase) => sum + phase.throughputPerSec, 0) / repeats.length;
  return {
    logRate: Math.log(ratePerSec),
    ways: Array.from({ length: QUANTILES }, (_, index) => waits.quantileMs((index + 0.5) / QUANTILES)),
  };
}

export function meanMs(ways: TravelMs): number {
  return ways.reduce((sum, way) => sum + way, 0) / ways.length;
}
