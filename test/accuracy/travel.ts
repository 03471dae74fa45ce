// What tasks take on their way to a slot that is free, by their law and the rate they come at: measured by itself, with more
// slots than tasks, so that nothing of the comparison with theory is taken from the figures compared. It drifts with
// whatever else a machine does, so it is measured right before and right after what it is compared with.

import { mergeHistogramRecords, type PhaseRecord, type RunResult } from '../../src/result/index.ts';
import { measure } from './measure.ts';

export type Law = 'exponential' | 'fixed';

/** Waits (ms) at evenly spread quantiles, ascending: one of them drawn at random is the way of one task. */
export type TravelMs = readonly number[];

/** The ways at the rate measured that is nearest, as a ratio, to the one asked for. */
export type Travel = (law: Law, ratePerSec: number) => TravelMs;

export interface WayLoad {
  readonly slots: number;
  readonly bodyMs: number;
  /** What is compared: tasks of a law at a utilization of the slots. */
  readonly phases: readonly { readonly law: Law; readonly utilizationRatio: number }[];
  readonly phaseSec: number;
}

const QUANTILES = 1000;
/** So many slots for each one of the comparison that hardly a task finds all of them busy. */
const SPARE = 4;
const LEAST_SLOTS = 32;

export async function measureWay(load: WayLoad): Promise<Travel> {
  const text = wayScenario(load);
  return travelTimes(await measure('way.yaml', { readFile: () => Promise.resolve(text) }));
}

// Saturated first, as what it is compared with is: the worker's code is compiled by then.
function wayScenario({ slots, bodyMs, phases, phaseSec }: WayLoad): string {
  const body = `${bodyMs}ms`;
  const concurrency = Math.max(LEAST_SLOTS, SPARE * slots);
  return JSON.stringify({
    name: 'way-to-a-slot',
    workload: {
      tasks: [
        { name: 'exponential', kind: 'io', duration: { exponential: body } },
        { name: 'fixed', kind: 'io', duration: body },
      ],
    },
    fleet: [{ name: 'web', workers: 1, pool: 'async', concurrency, prefetch: 4 }],
    load: [
      { saturate: `${phaseSec}s` },
      ...phases.map(({ law, utilizationRatio }) => ({
        rate: `${Math.round((utilizationRatio * slots * 1000) / bodyMs)}/s`,
        tasks: [law],
        duration: `${phaseSec}s`,
      })),
    ],
  });
}

function travelTimes(result: RunResult): Travel {
  const measured = result.trials
    .flatMap(({ phases }) => phases)
    .filter(({ phase, wait }) => phase === 'rate' && wait.summary.count > 0)
    .map(waysOfPhase);
  return (law, ratePerSec) => {
    const away = ({ logRate }: { readonly logRate: number }): number =>
      Math.abs(logRate - Math.log(ratePerSec));
    const [nearest] = measured.filter((one) => one.law === law).toSorted((a, b) => away(a) - away(b));
    if (nearest === undefined) throw new Error(`no phase tells what ${law} tasks take on their way`);
    return nearest.ways;
  };
}

function waysOfPhase(phase: PhaseRecord): {
  readonly law: Law;
  readonly logRate: number;
  readonly ways: TravelMs;
} {
  const waits = mergeHistogramRecords([phase.wait]);
  return {
    law: lawOf(phase),
    logRate: Math.log(phase.throughputPerSec),
    ways: Array.from({ length: QUANTILES }, (_, index) => waits.quantileMs((index + 0.5) / QUANTILES)),
  };
}

/** Of the tasks that the phase sent. */
export function lawOf(phase: PhaseRecord): Law {
  const fixed = phase.byTask.find(({ name }) => name === 'fixed');
  return fixed?.wait.summary.count === phase.wait.summary.count ? 'fixed' : 'exponential';
}

export function meanMs(ways: TravelMs): number {
  return ways.reduce((sum, way) => sum + way, 0) / ways.length;
}
