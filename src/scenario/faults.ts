// The disturbances a scenario may plan: what happens, when, into which phase.

import type { Milliseconds } from '../units/index.ts';

/** What is done to the fleet or to its broker. `group` undefined: any group of the fleet. */
export type FaultAction =
  /** SIGKILL to one worker. `replace`: another is started at once in its place, as a supervisor would. */
  | { readonly fault: 'kill-worker'; readonly group?: string; readonly replace: boolean }
  /** SIGKILL to one child process of a prefork worker; its pool replaces it. */
  | { readonly fault: 'kill-child'; readonly group?: string }
  /** SIGSTOP to one worker and all its children, SIGCONT after `durationMs`. */
  | { readonly fault: 'pause-worker'; readonly group?: string; readonly durationMs: Milliseconds }
  /** The same to one child process of a prefork worker alone. */
  | { readonly fault: 'pause-child'; readonly group?: string; readonly durationMs: Milliseconds }
  /** Every worker, one after the other: warm stop, a new one, ready before the next is stopped. */
  | { readonly fault: 'rolling-restart'; readonly group?: string }
  /** Ends the broker in order and starts it again on its data after `downMs`. */
  | { readonly fault: 'restart-broker'; readonly downMs: Milliseconds }
  | { readonly fault: 'pause-broker'; readonly durationMs: Milliseconds }
  /** Adds `byMs` of round-trip time between fleet and broker; durationMs undefined: to the end of the phase. */
  | {
      readonly fault: 'delay-broker';
      readonly byMs: Milliseconds;
      readonly durationMs?: Milliseconds;
      /** Whose way to the broker is lengthened. */
      readonly path: 'fleet' | 'all';
    };

export type FaultName = FaultAction['fault'];

export interface PlannedFault {
  readonly action: FaultAction;
  /** Since the start of the phase. */
  readonly atMs: Milliseconds;
  /** Which phase of the load, 0 is the first. */
  readonly phaseIndex: number;
}

/** Whether processes end by it without a chance to say goodbye. */
export function killsProcesses({ fault }: FaultAction): boolean {
  return fault === 'kill-worker' || fault === 'kill-child';
}
