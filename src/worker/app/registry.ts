// The tasks of one application by name, as everyone who runs them needs them.

import type { TaskContext } from './context.ts';

/** Arguments arrive as JSON; what they are is the sender's promise, so a registered function takes anything. */
export type AnyTaskFunction = (...args: readonly unknown[]) => unknown;
export type BoundTaskFunction = (context: TaskContext, ...args: readonly unknown[]) => unknown;

/** When the message is settled: before the task runs (at most once), or after (at least once). */
export type AckMode = 'early' | 'late';

/** One registered task with all options decided. */
export interface TaskDefinition {
  readonly name: string;
  readonly acks: AckMode;
  readonly ignoreResult: boolean;
  readonly queue: string;
  readonly body:
    | { readonly kind: 'plain'; readonly call: AnyTaskFunction }
    | { readonly kind: 'bound'; readonly call: BoundTaskFunction };
}

export type TaskTable = ReadonlyMap<string, TaskDefinition>;
