// A scenario as the rest of the program sees it: validated, defaults filled in, units resolved.
// The file's own shape (strings with units) is declared in schema/ and compiled into this one.

import type { Bytes, Milliseconds, PerSecond, Ratio } from '../units/index.ts';
import type { ArrivalLaw, Workload } from '../workload/index.ts';

export type SystemName = 'headcount' | 'celery' | 'bullmq';

/** Pools as a scenario names them; eventlet and gevent are Celery's own and mean async for our workers. */
export type PoolName = 'solo' | 'prefork' | 'threads' | 'async' | 'eventlet' | 'gevent';

/** One group of identical workers. What the file leaves out, the matrix fills. */
export interface WorkerGroup {
  readonly name: string;
  /** How many worker processes of this kind; at least 1. */
  readonly workers: number;
  readonly queues: readonly string[];
  readonly pool: PoolName;
  /** Slots of each worker; at least 1. */
  readonly concurrency: number;
  /** Prefetch multiplier; 0 = no limit. */
  readonly prefetch: number;
  /** Tasks a child runs before it is replaced; undefined = never. Prefork only. */
  readonly maxTasksPerChild?: number;
}

/** One stretch of load; phases run in order. */
export type LoadPhase =
  /** Keep the queue full and measure what the fleet does: its capacity. */
  | { readonly phase: 'saturate'; readonly durationMs: Milliseconds }
  /** Open loop at a rate given in the file. */
  | {
      readonly phase: 'rate';
      readonly ratePerSec: PerSecond;
      readonly arrivals: ArrivalLaw;
      readonly durationMs: Milliseconds;
    }
  /** Open loop at a share of the capacity that the last saturate phase of this trial measured. */
  | {
      readonly phase: 'utilization';
      readonly utilizationRatio: Ratio;
      readonly arrivals: ArrivalLaw;
      readonly durationMs: Milliseconds;
    };

/**
 * The values that make one cell different from the next: { pool: 'async', concurrency: 8 }. Keys as a scenario writes them
 * (pool, concurrency, prefetch, workers, max-tasks-per-child), always in that order, so that a cell keeps its id when
 * the file is rearranged. A scenario without a matrix names its only cell by pool, concurrency and prefetch.
 */
export type CellSettings = Readonly<Record<string, string | number>>;

/** One cell of the matrix: a complete fleet on one system. */
export interface Cell {
  /** Stable and unique in the run: "pool=async concurrency=8 prefetch=1", after the system's name if there are several. */
  readonly id: string;
  readonly system: SystemName;
  readonly settings: CellSettings;
  readonly fleet: readonly WorkerGroup[];
}

export interface Machine {
  readonly cpus: number;
  readonly memoryBytes: Bytes;
  /** Price of one machine-hour, in whatever currency the file uses. */
  readonly pricePerHour?: number;
}

/** The `plan` section: what the fleet must carry. Expressions keep their text; capacity/ parses them. */
export interface PlanRequest {
  /** Undefined = the planner takes the highest rate measured. */
  readonly ratePerSec?: PerSecond;
  readonly slo: readonly string[];
  readonly machine?: Machine;
  readonly headroomRatio: Ratio;
  /** Workers that may be lost with the goal still met. */
  readonly survive: number;
}

export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** The file's path as given, and its text: the result carries both. */
  readonly source: { readonly path: string; readonly text: string };
  /** Broker URL, when the file names one. */
  readonly brokerUrl?: string;
  readonly workload: Workload;
  readonly load: readonly LoadPhase[];
  readonly warmUpMs: Milliseconds;
  readonly cells: readonly Cell[];
  readonly repeats: number;
  readonly seed: number;
  /** Threshold expressions, already parsed once for errors; gate/ parses them again from this text. */
  readonly thresholds: readonly string[];
  readonly plan: PlanRequest;
}
