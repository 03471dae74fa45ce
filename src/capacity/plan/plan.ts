// A plan: the answer, why, what it rests on, and how every other setting would do. Plain data, the document that
// `headcount plan --json` prints (docs/capacity-model.md describes it). Infinite figures are null, as JSON has none.

import type { Bytes, Milliseconds, PerSecond, Ratio } from '../../units/index.ts';
import type { ModelWarning } from '../models/warnings.ts';
import type { PlanMachine } from './question.ts';

export const PLAN_FORMAT = 'headcount-plan';
export const PLAN_VERSION = 1;

/** A predicted wait. Null = grows without bound. */
export interface WaitFigures {
  readonly waitProbability: number;
  readonly meanMs: Milliseconds | null;
  readonly p50Ms: Milliseconds | null;
  readonly p95Ms: Milliseconds | null;
  readonly p99Ms: Milliseconds | null;
}

/** One SLO and what the model says of it. */
export interface SloForecast {
  readonly slo: string;
  readonly limitMs: Milliseconds;
  /** Null = grows without bound. */
  readonly predictedMs: Milliseconds | null;
  readonly holds: boolean;
}

/** shared: one queue feeds all slots. split: every worker keeps the tasks it was dealt (reserved ahead). */
export type QueueBasis = 'shared' | 'split';

/** A fleet of one kind of worker at the planned rate. */
export interface FleetForecast {
  readonly workers: number;
  readonly slots: number;
  readonly utilizationRatio: Ratio;
  readonly wait: WaitFigures;
}

/** What one setting was measured to do; the ground of its forecast. */
export interface MeasuredSetting {
  readonly cellId: string;
  /** "prefork -c 8 --prefetch 1". */
  readonly label: string;
  readonly system: string;
  readonly pool: string;
  readonly concurrency: number;
  /** Prefetch multiplier; 0 = no limit. */
  readonly prefetch: number;
  readonly repeats: number;
  readonly measuredWorkers: number;
  /** Of the measured fleet: mean over repeats, and the ends of its 95 % interval; all the same with one repeat. */
  readonly capacityPerSec: PerSecond;
  readonly capacityLowPerSec: PerSecond;
  readonly capacityHighPerSec: PerSecond;
  /** Time a task holds a slot at saturation: slots / capacity (Little's law). */
  readonly effectiveServiceMs: Milliseconds;
  /** Of the body, in the open-loop phases where there are any. */
  readonly bodyMs: Milliseconds;
  /** Squared coefficient of variation of the time a slot is held. */
  readonly serviceScv: number;
  /** Dispatching and settling, counted as wait. */
  readonly overheadMs: Milliseconds;
  /** Null, as the two below, when the fleet could not be looked at. */
  readonly cpuMsPerTask: number | null;
  /** CPU of one worker at saturation, in cores. */
  readonly coresPerWorker: number | null;
  /** Highest memory seen, per worker with its children. */
  readonly memoryPerWorkerBytes: Bytes | null;
}

/** Model against measurement at a load that was run. */
export interface ModelCheck {
  readonly offeredPerSec: PerSecond;
  readonly utilizationRatio: Ratio;
  readonly predictedP95WaitMs: Milliseconds | null;
  readonly measuredP95WaitMs: Milliseconds;
}

/** How a fleet lies on machines. */
export interface MachinePlan {
  readonly machines: number;
  readonly workersPerMachine: number;
  /** What fills a machine first. */
  readonly bound: 'cpu' | 'memory';
  readonly pricePerHour: number | null;
  /** 730 hours. */
  readonly pricePerMonth: number | null;
}

/** A setting that meets the goal, sized. */
export interface SizedSetting {
  readonly state: 'meets-goal';
  readonly setting: MeasuredSetting;
  /** Workers to start, those to spare included. */
  readonly workers: number;
  /** Smallest number that still meets the goal: workers - survive. */
  readonly neededWorkers: number;
  /** The number that one shared queue would need: the best case of a low prefetch. */
  readonly neededIfShared: number;
  readonly slots: number;
  /** Mean slots busy at the planned rate (Little's law). */
  readonly busySlots: number;
  readonly basis: QueueBasis;
  /** The whole fleet, on the basis used. */
  readonly forecast: FleetForecast;
  /** The fleet after losing the workers to spare: what the SLOs are held against. */
  readonly degraded: FleetForecast;
  /** Best and worst case of the whole fleet's wait. */
  readonly ifShared: WaitFigures;
  readonly ifSplit: WaitFigures;
  readonly slos: readonly SloForecast[];
  /** Null where it was not measured what the fleet uses. */
  readonly cores: number | null;
  readonly memoryBytes: Bytes | null;
  /** Null without a machine to plan for, and where CPU or memory was not measured. */
  readonly machines: MachinePlan | null;
  readonly warnings: readonly ModelWarning[];
}

/** A measured setting that cannot meet the goal with any number of workers. */
export interface UnfitSetting {
  readonly state: 'out-of-reach';
  readonly setting: MeasuredSetting;
  readonly reason: string;
}

/** A cell without a figure to plan from. */
export interface UnusableSetting {
  readonly state: 'not-usable';
  readonly cellId: string;
  readonly label: string;
  readonly reason: string;
}

export type PlannedSetting = SizedSetting | UnfitSetting | UnusableSetting;

/** The goal as it was understood. */
export interface PlanGoal {
  readonly ratePerSec: PerSecond;
  /** highest-measured: no rate was asked, the highest capacity of any setting is used. */
  readonly rateFrom: 'asked' | 'highest-measured';
  readonly slos: readonly string[];
  readonly headroomRatio: Ratio;
  readonly survive: number;
  readonly machine: PlanMachine | null;
}

interface PlanHead {
  readonly format: typeof PLAN_FORMAT;
  readonly version: typeof PLAN_VERSION;
}

/** The recommended setting of a run, and the rest. */
export interface FleetPlan extends PlanHead {
  readonly kind: 'fleet';
  readonly scenario: string;
  readonly goal: PlanGoal;
  readonly recommended: SizedSetting;
  /** Why this one, in one sentence with figures. */
  readonly reason: string;
  /** The model against the open-loop phases of the recommended setting. */
  readonly checks: readonly ModelCheck[];
  /** Every cell of the run, in its order. */
  readonly settings: readonly PlannedSetting[];
  readonly assumptions: readonly string[];
}

/** No setting of the run answers the question. */
export interface ImpossiblePlan extends PlanHead {
  readonly kind: 'impossible';
  readonly scenario: string;
  /** no-usable-cell: the run measured nothing. out-of-reach: no number of workers meets the goal. */
  readonly why: 'no-usable-cell' | 'out-of-reach';
  /** Null when no cell is usable and no rate was asked. */
  readonly goal: PlanGoal | null;
  readonly settings: readonly PlannedSetting[];
}

/** One line of the knee: a fleet size and the wait it means. */
export interface FiguresRow extends FleetForecast {
  readonly slos: readonly SloForecast[];
}

/** The answer from figures given by hand. */
export interface FiguresPlan extends PlanHead {
  readonly kind: 'figures';
  readonly given: {
    readonly ratePerSec: PerSecond;
    readonly serviceMs: Milliseconds;
    readonly serviceScv: number;
    readonly concurrency: number;
    readonly slos: readonly string[];
    readonly headroomRatio: Ratio;
    readonly survive: number;
  };
  /** Mean slots busy: rate x service. */
  readonly busySlots: number;
  /** The fewest workers with that many slots, and the wait it means. */
  readonly little: FiguresRow;
  /** Workers that keep the headroom, SLOs or not, none to spare. */
  readonly headroomWorkers: number;
  /** Workers that keep every SLO, headroom or not, none to spare; null without an SLO. */
  readonly sloWorkers: number | null;
  /** The answer: headroom, SLOs and workers to spare together. */
  readonly recommended: FiguresRow;
  readonly reason: string;
  /** From Little's count to the recommended one and a little beyond. */
  readonly knee: readonly FiguresRow[];
  readonly assumptions: readonly string[];
  readonly warnings: readonly ModelWarning[];
}

export type Plan = FleetPlan | ImpossiblePlan | FiguresPlan;
