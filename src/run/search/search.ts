// Finds the highest rate of independent arrivals that keeps a goal: saturation first, then bisection by short probes, each
// ended as soon as it is clear. The rate found is run once more at full length, and its figures are the phase's.

import { parseSlo, type Probe, type Search } from '../../result/index.ts';
import type { SearchPhase } from '../../scenario/index.ts';
import { bracketOf, certainBracket, nextRate } from './bracket.ts';
import { goalOf, type Goal } from './goal.ts';
import type { MeterReading, ProbeMeter } from './probe-meter.ts';
import type { Saturation } from './saturation.ts';

/** What a probe saw. */
export interface ProbeRun {
  readonly meter: ProbeMeter;
  readonly durationMs: number;
  /** What was clear before the end; undefined when nothing was. */
  readonly early: boolean | undefined;
  /** Tasks that had not begun when there was no more time to wait for them, or were lost: they missed any goal. */
  readonly unfinished: number;
  /** More came than the fleet could do. Only known of a probe that was not ended early. */
  readonly backlogGrew: boolean;
}

/** What the search asks of the trial. */
export interface SearchGround {
  /** Tasks a second with the queue kept full. */
  saturate(): Promise<Saturation>;
  probe(goal: Goal, ratePerSec: number, length: ProbeLength): Promise<ProbeRun>;
}

/** short: ended as soon as it is clear. full: for the longest time of a probe. measured: that, as the figures of the phase. */
export type ProbeLength = 'short' | 'full' | 'measured';

/** Confirmations that may fail before the search says what it knows. */
const MOST_CONFIRMATIONS = 4;

export async function search(
  phase: Pick<SearchPhase, 'slo' | 'precisionRatio'>,
  ground: SearchGround,
): Promise<Search> {
  const goal = goalOf(parseSlo(phase.slo));
  const saturation = await ground.saturate();
  const bounds = { saturation, precisionRatio: phase.precisionRatio };
  const probes: Probe[] = [];
  const look = async (ratePerSec: number, measured: boolean): Promise<Probe> => {
    // While a backlog grows, waits are short as long as the probe is: above saturation the goal alone shows nothing.
    const above = ratePerSec > saturation.perSec;
    const run = await ground.probe(goal, ratePerSec, measured ? 'measured' : above ? 'full' : 'short');
    const probe = judge(goal, ratePerSec, run, above && run.backlogGrew);
    probes.push(probe);
    return probe;
  };
  for (let confirmations = 0; confirmations < MOST_CONFIRMATIONS; confirmations++) {
    for (;;) {
      const ratePerSec = nextRate(probes, bounds);
      if (ratePerSec === undefined) break;
      await look(ratePerSec, false);
    }
    const { keptPerSec, brokenPerSec } = bracketOf(probes, bounds);
    // Where no rate was kept the figures are those of the lowest that broke the goal: they show why.
    const confirmed = await look(keptPerSec === 0 ? brokenPerSec : keptPerSec, true);
    if (confirmed.kept || keptPerSec === 0) break;
  }
  const { keptPerSec } = bracketOf(probes, bounds);
  return {
    slo: phase.slo,
    saturationPerSec: saturation.perSec,
    ratePerSec: keptPerSec === 0 ? null : keptPerSec,
    ...certainBracket(probes, bounds),
    probes,
  };
}

function judge(goal: Goal, ratePerSec: number, run: ProbeRun, overwhelmed: boolean): Probe {
  const { tasks, mean, low, high } = withUnfinished(run.meter.reading(), run.unfinished, goal);
  // Too few tasks show nothing, least of all that the goal is kept.
  const within = run.early ?? (tasks >= goal.leastTasks && mean !== null && mean <= goal.target);
  const outside = (high !== null && high < goal.target) || (low !== null && low > goal.target);
  return {
    ratePerSec,
    durationMs: run.durationMs,
    tasks,
    measuredMs: run.meter.measuredMs,
    mean,
    low,
    high,
    target: goal.target,
    sureness: run.early !== undefined || outside || overwhelmed ? 'clear' : 'close',
    kept: within && !overwhelmed,
  };
}

function withUnfinished(reading: MeterReading, unfinished: number, goal: Goal): MeterReading {
  if (unfinished === 0) return reading;
  const tasks = reading.tasks + unfinished;
  const lateValue = goal.slo.of.aggregate === 'mean' ? 2 * goal.slo.limitMs : 1;
  const raise = (value: number): number => (value * reading.tasks + lateValue * unfinished) / tasks;
  const raiseKnown = (value: number | null): number | null => (value === null ? null : raise(value));
  return {
    tasks,
    mean: raise(reading.mean ?? 0),
    low: raiseKnown(reading.low),
    high: raiseKnown(reading.high),
  };
}
