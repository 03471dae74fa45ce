// What tasks take on their way to a slot that is free, by the rate they come at: measured by itself
// (scenarios/way-to-a-slot.yaml), so that nothing of the comparison with theory is taken from the figures compared.

import { mergeHistogramRecords, type RunResult } from '../../src/result/index.ts';

/** Waits (ms) at evenly spread quantiles, ascending: one of them drawn at random is the way of one task. */
export type TravelMs = readonly number[];

const QUANTILES = 1000;

/** Answers the ways at the rate measured that is nearest, as a ratio, to the one asked for. */
export function travelTimes(result: RunResult): (ratePerSec: number) => TravelMs {
  const measured = result.trials
    .flatMap(({ phases }) => phases)
    .filter(({ phase, wait }) => phase === 'rate' && wait.summary.count > 0)
    .map(({ throughputPerSec, wait }) => {
      const waits = mergeHistogramRecords([wait]);
      const ways = Array.from({ length: QUANTILES }, (_, index) =>
        waits.quantileMs((index + 0.5) / QUANTILES),
      );
      return { logRate: Math.log(throughputPerSec), ways };
    });
  return (ratePerSec) => {
    const away = ({ logRate }: { readonly logRate: number }): number =>
      Math.abs(logRate - Math.log(ratePerSec));
    const [nearest] = measured.toSorted((a, b) => away(a) - away(b));
    if (nearest === undefined) throw new Error('no phase at a rate tells what tasks take on their way');
    return nearest.ways;
  };
}

export function meanMs(ways: TravelMs): number {
  return ways.reduce((sum, way) => sum + way, 0) / ways.length;
}
