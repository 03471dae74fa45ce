// Finds the highest rate of independent arrivals that keeps a goal: saturation first, then bisection by short probes, each
// ended as soon as it is clear. The rate found is run once more at full length, and its figures are the phase's.

import { parseSlo, type Probe, type Search } from '../../result/index.ts';
import type { SearchPhase } from '../../scenario/index.ts';
import { bracketOf, certainBracket, nextRate } from './bracket.ts';
import { goalOf, type Goal } from './goal.ts';
import type { MeterReading, ProbeMeter } from './probe-meter.ts';

/** What a probe saw. */
export interface ProbeRun {
  readonly meter: ProbeMeter;
  readonly durationMs: number;
  /** What was clear before the end; undefined when nothing was. */
  readonly early: boolean | undefined;
  /** Tasks sent and not finished when there was no more time to wait for them: they missed any goal. */
  readonly unfinished: number;
}

/** What the search asks of the trial. */
export interface SearchGround {
  /** Tasks a second with the queue kept full. */
  saturate(): Promise<number>;
  /** Offers the rate for the longest time of a probe; `measured`: at full length, as the figures of the phase. */
  probe(goal: Goal, ratePerSec: number, measured: boolean): Promise<ProbeRun>;
}

/** Confirmations that may fail before the search says what it knows. */
const MOST_CONFIRMATIONS = 4;

export async function search(
  phase: Pick<SearchPhase, 'slo' | 'precisionRatio'>,
  ground: SearchGround,
): Promise<Search> {
  const goal = goalOf(parseSlo(phase.slo));
  const saturationPerSec = await ground.saturate();
  const probes: Probe[] = [];
  const look = async (ratePerSec: number, measured: boolean): Promise<Probe> => {
    const probe = judge(goal, ratePerSec, await ground.probe(goal, ratePerSec, measured));
    probes.push(probe);
    return probe;
  };
  for (let confirmations = 0; confirmations < MOST_CONFIRMATIONS; confirmations++) {
    for (;;) {
      const ratePerSec = nextRate(probes, saturationPerSec, phase.precisionRatio);
      if (ratePerSec === undefined) break;
      await look(ratePerSec, false);
    }
    const { keptPerSec, brokenPerSec } = bracketOf(probes, saturationPerSec);
    // Where no rate was kept the figures are those of the lowest that broke the goal: they show why.
    const confirmed = await look(keptPerSec === 0 ? brokenPerSec : keptPerSec, true);
    if (confirmed.kept || keptPerSec === 0) break;
  }
  const { keptPerSec } = bracketOf(probes, saturationPerSec);
  return {
    slo: phase.slo,
    saturationPerSec,
    ratePerSec: keptPerSec === 0 ? null : keptPerSec,
    ...certainBracket(probes, saturationPerSec),
    probes,
  };
}

function judge(goal: Goal, ratePerSec: number, run: ProbeRun): Probe {
  const reading = withUnfinished(run.meter.reading(), run.unfinished, goal);
  // Too few tasks show nothing, least of all that the goal is kept.
  const kept = run.early ?? (reading.tasks >= goal.leastTasks && reading.mean <= goal.target);
  const outside = reading.high < goal.target || reading.low > goal.target;
  return {
    ratePerSec,
    durationMs: run.durationMs,
    tasks: reading.tasks,
    measuredMs: run.meter.measuredMs,
    mean: reading.mean,
    low: reading.low,
    high: Number.isFinite(reading.high) ? reading.high : reading.mean,
    target: goal.target,
    sureness: run.early !== undefined || outside ? 'clear' : 'close',
    kept,
  };
}

function withUnfinished(reading: MeterReading, unfinished: number, goal: Goal): MeterReading {
  if (unfinished === 0) return reading;
  const tasks = reading.tasks + unfinished;
  const lateValue = goal.slo.of.aggregate === 'mean' ? 2 * goal.slo.limitMs : 1;
  const raise = (value: number): number => (value * reading.tasks + lateValue * unfinished) / tasks;
  return { tasks, mean: raise(reading.mean), low: raise(reading.low), high: raise(reading.high) };
}
