// A run of scenarios/against-theory.yaml beside M/M/c and M/D/c: for each open-loop phase of each trial what was waited,
// what the formula says, and where runs of this length lie by the same theory.
//
// The formula is fed with what was measured: the rate, the mean time of the body, and what a task costs its slot besides
// (from the saturate phase). A task that meets a free slot still travels through the broker: that time, the wait of the 5 % that waited
// least, is added to the formula's wait.

import { predictWait, waitPercentile } from '../../src/capacity/index.ts';
import {
  mergeHistogramRecords,
  type PhaseRecord,
  type RunResult,
  type TrialRecord,
} from '../../src/result/index.ts';
import { ms, perSecond } from '../../src/units/index.ts';
import { rangeOfRuns, type RunRange } from './queue-runs.ts';

export interface Compared {
  readonly measuredMs: number;
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
  readonly travelMs: number;
  readonly mean: Compared;
  readonly p95: Compared;
  /** What the result says of the trial: a figure of an invalid one proves nothing. */
  readonly state: TrialRecord['state'];
}

export const CONFIDENCE = 0.95;

export function compareWithTheory(result: RunResult, confidence = CONFIDENCE): readonly TheoryRow[] {
  return result.trials.flatMap((trial) =>
    trial.phases
      .filter(({ phase, wait }) => (phase === 'utilization' || phase === 'rate') && wait.summary.count > 0)
      .map((phase) => row(trial, phase, confidence)),
  );
}

function row(trial: TrialRecord, phase: PhaseRecord, confidence: number): TheoryRow {
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
  const travelMs = waits.quantileMs(0.05);
  const tasks = waits.count;
  const queue = { slots, ratePerSec, serviceMs, law: constant ? 'constant' : 'exponential' } as const;
  const range = rangeOfRuns(queue, tasks, confidence);
  const compared = (measuredMs: number, theoryMs: number, { low, high }: RunRange): Compared => {
    const moved = { low: low + Math.min(travelMs, measuredMs), high: high + travelMs };
    const inside = measuredMs >= moved.low && measuredMs <= moved.high;
    return { measuredMs, theoryMs: theoryMs + travelMs, range: moved, inside };
  };
  return {
    model: constant ? 'M/D/c' : 'M/M/c',
    slots,
    utilizationRatio: (ratePerSec * serviceMs) / 1000 / slots,
    tasks,
    travelMs,
    mean: compared(waits.figures.meanMs, law.meanMs, range.mean),
    p95: compared(waits.quantileMs(0.95), waitPercentile(law, 0.95), range.p95),
    state: trial.state,
  };
}

// What a task costs its slot besides the body: at saturation a slot is never without one.
function overheadMs(trial: TrialRecord): number {
  const saturated = trial.phases.find(({ phase }) => phase === 'saturate');
  if (saturated === undefined || trial.capacityPerSec === null) return 0;
  return Math.max(0, (trial.slots * 1000) / trial.capacityPerSec - saturated.service.summary.meanMs);
}
