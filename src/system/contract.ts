// A system under test, as the run sees it: something that can start a fleet of real workers which run the
// synthetic tasks and stamp them, and that can be stopped again.

import type { Deadline } from '../lifecycle/index.ts';
import type { Milliseconds } from '../units/index.ts';
import type { PlannedTask, Workload } from '../workload/index.ts';

/** One group of identical workers to start. */
export interface GroupSpec {
  readonly name: string;
  readonly workers: number;
  /** Real queue names on the broker. */
  readonly queues: readonly string[];
  readonly pool: string;
  readonly concurrency: number;
  readonly prefetch: number;
  readonly maxTasksPerChild?: number;
}

export interface FleetSpec {
  readonly groups: readonly GroupSpec[];
  readonly brokerUrl: string;
  readonly workload: Workload;
  /** Unix socket on which the collector takes samples. */
  readonly samplesPath: string;
  readonly readyTimeoutMs: Milliseconds;
}

export interface FleetWorker {
  readonly name: string;
  readonly pid: number;
}

/** A worker that ended without being asked. */
export interface WorkerDeath {
  readonly name: string;
  readonly pid: number;
  /** "exit code 1" or "signal SIGKILL". */
  readonly how: string;
  readonly lastLines: readonly string[];
}

/** A running fleet. Everything it started is gone after stop or kill. */
export interface Fleet extends AsyncDisposable {
  readonly workers: readonly FleetWorker[];
  /** Slots of all workers together. */
  readonly slots: number;
  readonly deaths: readonly WorkerDeath[];
  /** Calls back on the next unasked end of a worker. */
  onDeath(callback: (death: WorkerDeath) => void): void;
  /** Warm stop of all workers at once; killed at the deadline. Idempotent. */
  stop(deadline: Deadline): Promise<void>;
  kill(): Promise<void>;
}

export interface System {
  readonly name: string;
  /**
   * Starts every worker and resolves when all are ready.
   * Throws WORKER_DIED, with the worker's last lines, and leaves nothing running, when one is not.
   */
  startFleet(spec: FleetSpec, signal: AbortSignal): Promise<Fleet>;
  /** Throws BROKER_UNREACHABLE. */
  openLoad(spec: LoadSpec): Promise<LoadPort>;
}

/** What the load port must know of the trial. Queue names in the workload are the real ones on the broker. */
export interface LoadSpec {
  readonly brokerUrl: string;
  readonly workload: Workload;
}

/** Puts planned tasks on the queues in the system's own wire format, and looks at the queues. */
export interface LoadPort extends AsyncDisposable {
  /** Encodes the task now; it is on its way at the next `flush`. */
  add(task: PlannedTask): void;
  /** Sends what was added, in order. Resolves when the broker has it. */
  flush(): Promise<void>;
  /** Messages that no worker has reserved yet, all queues together. */
  waiting(): Promise<number>;
  /** Messages reserved and not settled. */
  reserved(): Promise<number>;
  /** Deletes the waiting messages; answers how many there were. */
  purge(): Promise<number>;
  close(): Promise<void>;
}
