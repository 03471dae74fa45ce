// A run of scenarios/against-theory.yaml beside M/M/c and M/D/c: for each open-loop phase of each trial what was waited,
// what the formula says, and where runs of this length lie by the same theory.
//
// The formula is fed with what was measured: the rate, the mean time of the body, and what a task costs its slot besides
// (from the saturate phase). A task that meets a free slot still travels through the broker: what that takes at this rate
// was measured in runs of their own, before and after (travel.ts), and every task of the theory takes it too. Theory lies
// between the two: its range reaches from the low end of the one to the high end of the other.

import { predictWait } from '../../src/capacity/index.ts';
import {
  mergeHistogramRecords,
  type PhaseRecord,
  type RunResult,
  type TrialRecord,
} from '../../src/result/index.ts';
import { ms, perSecond } from '../../src/units/index.ts';
import { rangeOfRuns, type RunRange } from './queue-runs.ts';
import { lawOf, meanMs, type Travel } from './travel.ts';

export interface Compared {
  readonly measuredMs: number;
  /** Mean: by the formula. p95: the median of simulated runs. */
  readonly theoryMs: number;
  /** Where 95 % of runs of this length lie by theory. */
  readonly range: Pick<RunRange, 'low' | 'high'>;
  readonly inside: boolean;
}

export interface TheoryRow {
  readonly model: 'M/M/c' | 'M/D/c';
  readonly slots: number;
  readonly utilizationRatio: number;
  readonly tasks: number;
  /** Mean of what a task takes on its way, in each measurement of it. */
  readonly travelMs: readonly number[];
  readonly mean: Compared;
  readonly p95: Compared;
  /** What the result says of the trial: a figure of an invalid one proves nothing. */
  readonly state: TrialRecord['state'];
}

export const CONFIDENCE = 0.95;

export function compareWithTheory(
  result: RunResult,
  travels: readonly Travel[],
  confidence = CONFIDENCE,
): readonly TheoryRow[] {
  return result.trials.flatMap((trial) =>
    trial.phases
      .filter(({ phase, wait }) => (phase === 'utilization' || phase === 'rate') && wait.summary.count > 0)
      .map((phase) => row(trial, phase, travels, confidence)),
  );
}

function row(
  trial: TrialRecord,
  phase: PhaseRecord,
  travels: readonly Travel[],
  confidence: number,
): TheoryRow {
  const { slots } = trial;
  const law = lawOf(phase);
  const serviceMs = phase.service.summary.meanMs + overheadMs(trial);
  const ratePerSec = phase.throughputPerSec;
  const formula = predictWait({
    ratePerSec: perSecond(ratePerSec),
    slots,
    serviceMs: ms(serviceMs),
    serviceScv: law === 'fixed' ? 0 : 1,
  });
  const waits = mergeHistogramRecords([phase.wait]);
  const tasks = waits.count;
  const ways = travels.map((travel) => travel(law, ratePerSec));
  const travelMs = ways.map(meanMs);
  const ranges = ways.map((waysMs) =>
    rangeOfRuns({ slots, ratePerSec, serviceMs, law, waysMs }, tasks, confidence),
  );
  return {
    model: law === 'fixed' ? 'M/D/c' : 'M/M/c',
    slots,
    utilizationRatio: (ratePerSec * serviceMs) / 1000 / slots,
    tasks,
    travelMs,
    mean: compared(
      waits.figures.meanMs,
      formula.meanMs + middle(travelMs),
      ranges.map(({ mean }) => mean),
    ),
    p95: compared(
      waits.quantileMs(0.95),
      middle(ranges.map(({ p95 }) => p95.median)),
      ranges.map(({ p95 }) => p95),
    ),
    state: trial.state,
  };
}

function compared(measuredMs: number, theoryMs: number, ranges: readonly RunRange[]): Compared {
  const low = Math.min(...ranges.map((range) => range.low));
  const high = Math.max(...ranges.map((range) => range.high));
  return { measuredMs, theoryMs, range: { low, high }, inside: measuredMs >= low && measuredMs <= high };
}

function middle(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

// What a task costs its slot besides the body: at saturation a slot is never without one.
function overheadMs(trial: TrialRecord): number {
  const saturated = trial.phases.find(({ phase }) => phase === 'saturate');
  if (saturated === undefined || trial.capacityPerSec === null) return 0;
  return Math.max(0, (trial.slots * 1000) / trial.capacityPerSec - saturated.service.summary.meanMs);
}
