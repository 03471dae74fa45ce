// A scenario as the rest of the program sees it: validated, defaults filled in, units resolved.
// The file's own shape (strings with units) is declared in schema/ and compiled into this one.

import type { Acceptable } from './acceptable.ts';
import type { Bytes, Milliseconds, PerSecond, Ratio } from '../units/index.ts';
import type { LoadStream, ClientMode, DurationLaw, Workload } from '../workload/index.ts';
import type { PlannedFault } from './faults.ts';
import type { SearchPhase } from './search-phase.ts';

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
  /** A child that uses more after a task is replaced; undefined = never. Prefork only. */
  readonly maxMemoryPerChildBytes?: Bytes;
  /** How its workers settle messages, whatever the tasks say; undefined = as each task says. */
  readonly acks?: 'early' | 'late';
  /** Slots follow the work between these; `concurrency` is then the most. Undefined = always `concurrency`. */
  readonly autoscale?: { readonly min: number; readonly max: number };
  /** A task that runs longer is told to end; undefined = never. */
  readonly softTimeLimitMs?: Milliseconds;
  /** A task that runs longer is killed; undefined = never. */
  readonly timeLimitMs?: Milliseconds;
}

/** What only Celery's workers have. */
export interface CelerySettings {
  /** An interpreter, by path or by its name on PATH, or the directory of a virtualenv. Undefined = looked for. */
  readonly python?: string;
  /** Parts that workers run without. */
  readonly without: readonly ('gossip' | 'mingle' | 'heartbeat')[];
  /** Profile of the prefork pool; undefined = Celery's default. */
  readonly optimization?: 'default' | 'fair';
}

/** Workers that someone else started are measured, and none is started. */
export interface AttachSettings {
  /** Although others may use them meanwhile. */
  readonly shared: boolean;
  /** Node names; undefined = all that serve the queues of the workload. */
  readonly workers?: readonly string[];
}

/** An application of the user's whose tasks are run in the place of synthetic ones. */
export interface UserApp {
  /** As its system names it: a module with an App, what `celery -A` takes, a file that processes jobs. */
  readonly name: string;
  /** Where relative paths and Python's modules are looked for: the scenario's directory. */
  readonly directory: string;
}

/** One stretch of load; phases run in order. */
export type LoadPhase =
  /** Keep the queue full and measure what the fleet does: its capacity. */
  | { readonly phase: 'saturate'; readonly durationMs: Milliseconds }
  | OpenLoopPhase
  | SearchPhase
  /** Closed loop: the next task is sent when one has finished. */
  | {
      readonly phase: 'closed';
      /** Tasks sent and not settled, at any time. */
      readonly outstanding: number;
      /** Indexes of the workload's tasks, mixed by weight. */
      readonly tasks: readonly number[];
      readonly durationMs: Milliseconds;
      readonly label: string;
    };

/**
 * Open loop: tasks are sent when they are due, whatever the fleet does. rate: as the file says; utilization: some rate is
 * a share of the capacity that the last saturate phase of this trial measured; replay: one recorded trace.
 */
export interface OpenLoopPhase {
  readonly phase: 'rate' | 'utilization' | 'replay';
  /** At least one. */
  readonly streams: readonly LoadStream[];
  readonly durationMs: Milliseconds;
  /** For people: "poisson 500/s", "sine 50/s to 350/s". */
  readonly label: string;
}

/**
 * The values that make one cell different from the next: { pool: 'async', concurrency: 8 }. Keys as a scenario writes them
 * (pool, concurrency, prefetch, workers, max-tasks-per-child, ..., client: see matrix/combinations.ts), always in that order, so
 * that a cell keeps its id when the file is rearranged. A scenario without a matrix names its only cell by pool, concurrency and prefetch.
 */
export type CellSettings = Readonly<Record<string, string | number>>;

/** One cell of the matrix: a complete fleet on one system. */
export interface Cell {
  /** Stable and unique in the run: "pool=async concurrency=8 prefetch=1", after the system's name if there are several. */
  readonly id: string;
  readonly system: SystemName;
  readonly settings: CellSettings;
  readonly fleet: readonly WorkerGroup[];
  /** How tasks that leave it open reach the server they call; undefined = pooled. */
  readonly client?: ClientMode;
}

/** The HTTP server that a run starts for the http tasks that name none. */
export interface HttpTarget {
  /** How long it takes to answer a request. */
  readonly latency: DurationLaw;
  /** Added to the first answer on each connection. */
  readonly connectMs: Milliseconds;
  /** Connections it has room for, at least 1; beyond, it answers 503. Undefined = no limit. */
  readonly connections?: number;
  /** Share of requests answered with 500. */
  readonly failureRatio: Ratio;
}

/** Servers that a run starts for its tasks to call; undefined = not needed. */
export interface Targets {
  readonly http?: HttpTarget;
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
  /** The file's path as given, its text, and what the command line changed in it: the result carries them all. */
  readonly source: {
    readonly path: string;
    readonly text: string;
    readonly overrides: readonly string[];
    readonly only: readonly string[];
  };
  /** Broker URL, when the file names one. */
  readonly brokerUrl?: string;
  readonly workload: Workload;
  readonly targets: Targets;
  readonly load: readonly LoadPhase[];
  /** In the order of phases and times. */
  readonly faults: readonly PlannedFault[];
  readonly warmUpMs: Milliseconds;
  /** Processes that send the load together; at least 1. */
  readonly generators: number;
  readonly cells: readonly Cell[];
  /** Undefined = nothing said. */
  readonly celery?: CelerySettings;
  /** Undefined = workers are started for the run. */
  readonly attach?: AttachSettings;
  /** For every system of the cells; undefined = synthetic tasks. */
  readonly apps?: Readonly<Partial<Record<SystemName, UserApp>>>;
  readonly repeats: number;
  readonly seed: number;
  /** Findings that shall not void a trial. */
  readonly accept: readonly Acceptable[];
  /** Threshold expressions, already parsed once for errors; gate/ parses them again from this text. */
  readonly thresholds: readonly string[];
  /** What is said about the cells, each in words and as a comparison; gate/ reads that from this text. */
  readonly claims: readonly { readonly says: string; readonly that: string }[];
  readonly plan: PlanRequest;
}
