// The tasks of one application by name, as everyone who runs them needs them.

import type { TaskContext } from './context.ts';
import type { RetryPolicy } from './retry-policy.ts';

/** Arguments arrive as JSON; what they are is the sender's promise, so a registered function takes anything. */
export type AnyTaskFunction = (...args: readonly unknown[]) => unknown;
export type BoundTaskFunction = (context: TaskContext, ...args: readonly unknown[]) => unknown;

/** When the message is settled: before the task runs (at most once), or after (at least once). */
export type AckMode = 'early' | 'late';

/** One registered task with all options decided. */
export interface TaskDefinition {
  readonly name: string;
  readonly acks: AckMode;
  /** False: a late-ack message whose task fails is rejected instead of acked. */
  readonly acksOnFailureOrTimeout: boolean;
  readonly ignoreResult: boolean;
  readonly storeErrorsEvenIfIgnored: boolean;
  /** Store STARTED when it starts. */
  readonly trackStarted: boolean;
  readonly queue: string;
  readonly priority: number;
  readonly retry: RetryPolicy;
  /** Undefined leaves it to the worker. */
  readonly softLimitMs: number | undefined;
  readonly hardLimitMs: number | undefined;
  /** Starts a second and worker; undefined = no limit. */
  readonly ratePerSec: number | undefined;
  /** Slots that may die under one message with late ack before its task fails; 0: it fails at the first. */
  readonly maxLosses: number;
  readonly body:
    | { readonly kind: 'plain'; readonly call: AnyTaskFunction }
    | { readonly kind: 'bound'; readonly call: BoundTaskFunction };
}

export type TaskTable = ReadonlyMap<string, TaskDefinition>;
