// What a run needs, what it tells while it goes on, and what it answers.

import type { BrokerRecord, SystemRecord, TrialRecord } from '../result/index.ts';
import type { Cell, Scenario } from '../scenario/index.ts';
import type { Milliseconds } from '../units/index.ts';

export interface RunRequest {
  readonly scenario: Scenario;
  readonly broker: RunBroker;
  /** Environment that workers and generator inherit. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the user: the trial under way is dropped, finished ones are kept. */
  readonly signal: AbortSignal;
  readonly onEvent: (event: RunEvent) => void;
  /** Version of headcount, for the record. */
  readonly version: string;
}

export interface RunBroker {
  readonly record: BrokerRecord;
  /** With user and password. */
  readonly url: string;
  /** Of a broker that we started, as it runs now; undefined otherwise. */
  readonly pid: number | undefined;
  /** Ends it, waits, starts it again on its data, and answers the new pid; undefined where that cannot be done. */
  readonly restart: ((whileDown: () => Promise<void>) => Promise<number>) | undefined;
}

/** Progress, for whoever watches. */
export type RunEvent =
  /** A system under test was found, and calibrated if it has CPU tasks. */
  | { readonly event: 'prepared'; readonly system: SystemRecord }
  | { readonly event: 'trial-started'; readonly trial: TrialPosition; readonly leftMs: Milliseconds }
  /** The workers of the trial are ready; their process ids. */
  | { readonly event: 'fleet-ready'; readonly trial: TrialPosition; readonly pids: readonly number[] }
  | { readonly event: 'phase-started'; readonly trial: TrialPosition; readonly phase: string }
  /** Something planned went wrong, or is right again. */
  | { readonly event: 'fault'; readonly trial: TrialPosition; readonly detail: string }
  | { readonly event: 'trial-ended'; readonly trial: TrialPosition; readonly record: TrialRecord };

export interface TrialPosition {
  readonly cell: Cell;
  readonly repeat: number;
  /** 1-based. */
  readonly order: number;
  readonly total: number;
}
