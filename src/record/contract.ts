// What a recording is asked, what it tells while it goes on, and what it answers.

import type { Milliseconds, PerSecond, Ratio } from '../units/index.ts';
import type { TaskEnding } from '../broker/index.ts';
import type { RecordWarning } from './warnings.ts';

export interface RecordRequest {
  readonly brokerUrl: string;
  /** The file the trace goes into; there must be none of that name. */
  readonly path: string;
  /** Undefined = until aborted. */
  readonly durationMs?: Milliseconds;
  /** Queues whose depths are noted, besides those that task-sent events name. */
  readonly queues: readonly string[];
  /** Between two looks at the queues. */
  readonly depthEveryMs: Milliseconds;
  /** How long a task holds up the lines after it, waiting and again running; then it is written without its end. */
  readonly patienceMs: Milliseconds;
  /** Ends the recording; what was heard is kept. */
  readonly signal: AbortSignal;
  /** Sentences for whoever watches. */
  readonly onNotice: (sentence: string) => void;
}

/** A distribution in a few figures; null where nothing was measured, or too little for a quantile. */
export interface TimeFigures {
  readonly count: number;
  readonly meanMs: Milliseconds | null;
  /** Variance / mean squared. */
  readonly scv: number | null;
  readonly p50Ms: Milliseconds | null;
  readonly p95Ms: Milliseconds | null;
  readonly p99Ms: Milliseconds | null;
  readonly maxMs: Milliseconds | null;
}

export interface TaskFigures {
  readonly task: string;
  /** Lines of the trace. */
  readonly count: number;
  readonly ratePerSec: PerSecond;
  /** Share of them whose arrival is when they were sent; of the others it is when a worker received them. */
  readonly sentKnownRatio: Ratio;
  readonly endings: Readonly<Record<TaskEnding | 'unfinished', number>>;
  readonly wait: TimeFigures;
  readonly service: TimeFigures;
}

export interface QueueFigures {
  readonly queue: string;
  readonly looks: number;
  /** Null without a look. */
  readonly meanWaiting: number | null;
  readonly maxWaiting: number | null;
}

export interface WorkerFigures {
  readonly worker: string;
  /** Events of its tasks that were heard. */
  readonly taskEvents: number;
  /** Our clock minus the worker's, and the way of the event: the least that was seen. */
  readonly leastLagMs: Milliseconds;
}

export interface RecordSummary {
  readonly format: 'headcount-recording';
  readonly version: 1;
  readonly trace: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: Milliseconds;
  /** Lines of the trace. */
  readonly tasks: number;
  readonly events: number;
  /** Task events and messages that could not be read. */
  readonly unreadable: number;
  /** Ends of tasks whose beginning was not heard. */
  readonly endsOnly: number;
  /** Tasks with an ETA that had not come. */
  readonly toCome: number;
  /** Tasks that were revoked before they began. */
  readonly neverRan: number;
  /** Minutes count from the first arrival; the mean where they all came within less. Null where no rate can be told. */
  readonly busiestMinutePerSec: PerSecond | null;
  readonly byTask: readonly TaskFigures[];
  readonly queues: readonly QueueFigures[];
  readonly workers: readonly WorkerFigures[];
  readonly warnings: readonly RecordWarning[];
}
