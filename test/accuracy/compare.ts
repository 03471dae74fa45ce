// A run of scenarios/against-theory.yaml beside M/M/c and M/D/c: for each open-loop phase of each trial what was waited,
// what the formula says, and where runs of this length lie by the same theory.
//
// The formula is fed with what was measured: the rate, the mean time of the body, and what a task costs its slot besides
// (from the saturate phase). A task that meets a free slot still travels through the broker: what that takes at this rate
// was measured in a run of its own (travel.ts), and every task of the theory takes it too.

import { predictWait } from '../../src/capacity/index.ts';
import {
  mergeHistogramRecords,
  type PhaseRecord,
  type RunResult,
  type TrialRecord,
} from '../../src/result/index.ts';
import { ms, perSecond } from '../../src/units/index.ts';
import { rangeOfRuns, type RunRange } from './queue-runs.ts';
import { meanMs, type TravelMs } from './travel.ts';

export interface Compared {
  readonly measuredMs: number;
  /** Mean: by the formula. p95: the median of simulated runs. */
  readonly theoryMs: number;
  /** Where 95 % of runs of this length lie by theory. */
  readonly range: RunRange;
  readonly inside: boolean;
}

export interface TheoryRow {
  readonly model: 'M/M/c' | 'M/D/c';
  readonly slots: number;
  readonly utilizationRatio: number;
  readonly tasks: number;
  /** Mean of what a task takes on its way. */
  readonly travelMs: number;
  readonly mean: Compared;
  readonly p95: Compared;
  /** What the result says of the trial: a figure of an invalid one proves nothing. */
  readonly state: TrialRecord['state'];
}

export const CONFIDENCE = 0.95;

type Travel = (ratePerSec: number) => TravelMs;

export function compareWithTheory(
  result: RunResult,
  travel: Travel,
  confidence = CONFIDENCE,
): readonly TheoryRow[] {
  return result.trials.flatMap((trial) =>
    trial.phases
      .filter(({ phase, wait }) => (phase === 'utilization' || phase === 'rate') && wait.summary.count > 0)
      .map((phase) => row(trial, phase, travel, confidence)),
  );
}

function row(trial: TrialRecord, phase: PhaseRecord, travel: Travel, confidence: number): TheoryRow {
  const { slots } = trial;
  const constant =
    phase.byTask.find(({ name }) => name === 'fixed')?.wait.summary.count === phase.wait.summary.count;
  const serviceMs = phase.service.summary.meanMs + overheadMs(trial);
  const ratePerSec = phase.throughputPerSec;
  const law = predictWait({
    ratePerSec: perSecond(ratePerSec),
    slots,
    serviceMs: ms(serviceMs),
    serviceScv: constant ? 0 : 1,
  });
  const waits = mergeHistogramRecords([phase.wait]);
  const tasks = waits.count;
  const waysMs = travel(ratePerSec);
  const queue = { slots, ratePerSec, serviceMs, law: constant ? 'constant' : 'exponential', waysMs } as const;
  const range = rangeOfRuns(queue, tasks, confidence);
  return {
    model: constant ? 'M/D/c' : 'M/M/c',
    slots,
    utilizationRatio: (ratePerSec * serviceMs) / 1000 / slots,
    tasks,
    travelMs: meanMs(waysMs),
    mean: compared(waits.figures.meanMs, law.meanMs + meanMs(waysMs), range.mean),
    p95: compared(waits.quantileMs(0.95), range.p95.median, range.p95),
    state: trial.state,
  };
}

function compared(measuredMs: number, theoryMs: number, range: RunRange): Compared {
  return { measuredMs, theoryMs, range, inside: measuredMs >= range.low && measuredMs <= range.high };
}

// What a task costs its slot besides the body: at saturation a slot is never without one.
function overheadMs(trial: TrialRecord): number {
  const saturated = trial.phases.find(({ phase }) => phase === 'saturate');
  if (saturated === undefined || trial.capacityPerSec === null) return 0;
  return Math.max(0, (trial.slots * 1000) / trial.capacityPerSec - saturated.service.summary.meanMs);
}
