// A system under test, as the run sees it: something that can start a fleet of real workers which run the
// synthetic tasks and stamp them, and that can be stopped again.

import type { ServerFigures } from '../broker/index.ts';
import type { Deadline } from '../lifecycle/index.ts';
import type { Bytes, Milliseconds } from '../units/index.ts';
import type { CpuCalibration, PlannedTask, Workload } from '../workload/index.ts';

/** One group of identical workers to start. */
export interface GroupSpec {
  readonly name: string;
  readonly workers: number;
  /** Real queue names on the broker. */
  readonly queues: readonly string[];
  readonly pool: string;
  readonly concurrency: number;
  readonly prefetch: number;
  /** Tasks a child runs before it is replaced. */
  readonly maxTasksPerChild?: number;
  /** A child that uses more after a task is replaced. */
  readonly maxMemoryPerChildBytes?: Bytes;
  /** How its workers settle messages, whatever the tasks say; undefined = as each task says. */
  readonly acks?: 'early' | 'late';
  /** Slots follow the work between these; `concurrency` is then the most. */
  readonly autoscale?: { readonly min: number; readonly max: number };
  /** A task that runs longer is told to end. */
  readonly softTimeLimitMs?: Milliseconds;
  /** A task that runs longer is killed. */
  readonly timeLimitMs?: Milliseconds;
}

export interface FleetSpec {
  readonly groups: readonly GroupSpec[];
  readonly brokerUrl: string;
  readonly workload: Workload;
  /** Unix socket on which the collector takes samples. */
  readonly samplesPath: string;
  /**
   * Processes of the fleet are going to be killed on purpose: every sample leaves at once, because what a process
   * holds back for a batch dies with it and its tasks would count as lost. Costs a write a task. Default false.
   */
  readonly deathsPlanned?: boolean;
  /** Of a fleet that others started. */
  readonly attached?: AttachedQueues | undefined;
  readonly readyTimeoutMs: Milliseconds;
}

export interface FleetWorker {
  readonly name: string;
  /** Name of the group it belongs to. */
  readonly group: string;
  /** 0 where its process is not on this machine. */
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

/** Tasks of one type that failed without being planned to. */
export interface TaskFailures {
  readonly task: string;
  readonly count: number;
  /** What the last of them failed with. */
  readonly last: string;
}

/** What is known of the stamps of a fleet that others started. */
export interface AttachedFacts {
  /** The workers' clocks may be off from ours by this much, as far as it could be told; 0 on this machine. */
  readonly clockErrorMs: Milliseconds;
  /** Tasks begun by the fleet that neither are ours nor come from ours. */
  readonly foreignTasks: number;
  /** Tasks of ours that workers outside of the fleet took. */
  readonly strayedTasks: number;
  /** Whether others were expected. */
  readonly shared: boolean;
}

/** A running fleet. Everything it started is gone after stop or kill. */
export interface Fleet extends AsyncDisposable {
  /** As they are now: a worker that was replaced keeps its name and has the pid of its successor. */
  readonly workers: readonly FleetWorker[];
  /** Slots of all workers together. */
  readonly slots: number;
  readonly deaths: readonly WorkerDeath[];
  /** So far; complete when the fleet has stopped. */
  readonly failures: readonly TaskFailures[];
  /** Absent = we started it. */
  readonly attached?: AttachedFacts;
  /** Calls back on the next unasked end of a worker. */
  onDeath(callback: (death: WorkerDeath) => void): void;
  /** Calls back when a worker was replaced and its successor is ready. */
  onReplaced(callback: (worker: FleetWorker) => void): void;
  /** Pids of a worker and of all its descendants, the worker first; empty when it is gone. */
  processes(name: string): readonly number[];
  /** SIGKILL to one worker, on purpose: not a death. Resolves when it is gone. */
  killWorker(name: string): Promise<void>;
  /**
   * Stops one worker warm (killed at the deadline) unless it is gone, and starts another in its place; not a death.
   * Resolves when that one is ready. Throws WORKER_DIED when it does not get ready.
   */
  replaceWorker(name: string, deadline: Deadline): Promise<FleetWorker>;
  /** Warm stop of all workers at once; killed at the deadline. Idempotent. */
  stop(deadline: Deadline): Promise<void>;
  kill(): Promise<void>;
}

/** What a system must be able to do in a run. */
export interface SystemNeeds {
  readonly workload: Workload;
  /** Every pool of its cells, as the scenario names them. */
  readonly pools: readonly string[];
}

/** What was found, for the record. */
export interface SystemFacts {
  /** "Celery 5.2.6". */
  readonly version: string;
  /** What its workers run on: "Python 3.11.2 at /usr/bin/python3". */
  readonly runtime: string;
  /** What the scenario left open and was decided here, one sentence each. */
  readonly decisions: readonly string[];
  /** Of a system that starts no workers: those that run, a group for each. */
  readonly running?: readonly GroupSpec[];
}

export interface System {
  readonly name: string;
  /** Whether its workers tell when they reserve and settle each message. */
  readonly tellsHandling: boolean;
  /**
   * How long after a worker was killed the tasks it had claimed are back in their queues, at most; null where that takes
   * longer than a trial should wait.
   */
  readonly claimsBackWithinMs: Milliseconds | null;
  /**
   * Finds what its workers will need; nothing is started that stays. Once, before any fleet.
   * Throws MISSING_PACKAGE, NO_CELERY, BAD_SCENARIO.
   */
  prepare(needs: SystemNeeds): Promise<SystemFacts>;
  /** How much CPU work its interpreter does in a millisecond of this core. Takes about 210 ms. */
  calibrate(): Promise<CpuCalibration>;
  /**
   * Starts every worker and resolves when all are ready.
   * Throws WORKER_DIED, with the worker's last lines, and leaves nothing running, when one is not.
   */
  startFleet(spec: FleetSpec, signal: AbortSignal): Promise<Fleet>;
  /** Throws BROKER_UNREACHABLE. */
  openLoad(spec: LoadSpec): Promise<LoadPort>;
}

/** Queues whose workers others started. */
export interface AttachedQueues {
  /** Of the trial, in the ids of its tasks: only what carries it is counted as reserved, or purged. */
  readonly mark: number;
  /** Others send to the queues too: of what waits, too, only what carries the mark is counted. */
  readonly shared: boolean;
}

/** What the load port must know of the trial. Queue names in the workload are the real ones on the broker. */
export interface LoadSpec {
  readonly brokerUrl: string;
  readonly workload: Workload;
  /** Outages of the broker are planned: what does not get through is sent again when it is back. Default false. */
  readonly outages?: boolean;
  /** The queues belong to workers that others started: no result is asked for. Undefined = they are ours alone. */
  readonly attached?: AttachedQueues | undefined;
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
  /** The sequence numbers of the tasks whose messages are reserved and not settled, each once. Reads all of them. */
  claims(): Promise<readonly number[]>;
  /** Both together, of one instant; attached: never less than there are. */
  outstanding(): Promise<number>;
  /** The broker's own counters, over all its clients; null where it has none. */
  server(): Promise<ServerFigures | null>;
  /** Deletes the waiting messages; answers how many there were. */
  purge(): Promise<number>;
  close(): Promise<void>;
}
