// Runs one job in the current event loop: decode, call, settle. The hot path of every pool. A function that
// returns no promise is settled before `execute` returns.

import { decodeBody, type TaskEmbed } from '../../broker/index.ts';
import type { Job, Outcome } from '../pools/contract.ts';
import type { AbortScope } from './abort-scope.ts';
import { RunningContext } from './context.ts';
import { observedNs, type EndedTask, type TaskObserver } from './observer.ts';
import { outcomeOfThrow } from './outcome-of-throw.ts';
import type { TaskDefinition, TaskTable } from './registry.ts';
import { enterTask, leaveTask } from './task-signal.ts';

/** What is needed of an application to run its tasks. */
export interface Executable {
  readonly tasks: TaskTable;
  /** Undefined = nobody watches. */
  readonly observer?: TaskObserver | undefined;
}

type Settle<J extends Job> = (job: J, outcome: Outcome) => void;

const DONE: Outcome = { kind: 'success', value: undefined, hasFollowUps: false };

/** Calls the job's task function and `settle` exactly once with how it ended. Never throws. */
export function execute<J extends Job>(
  { tasks, observer }: Executable,
  job: J,
  scope: AbortScope,
  settle: Settle<J>,
): void {
  const body = decodeBody(job.body);
  if (body.kind === 'malformed') {
    settle(job, body);
    return;
  }
  const definition = tasks.get(job.name);
  if (definition === undefined) {
    settle(job, { kind: 'malformed', reason: `task ${job.name} is not registered in this process` });
    return;
  }
  const args = hasKeys(body.kwargs) ? [...body.args, body.kwargs] : body.args;
  const told = observer?.ended === undefined ? settle : telling(observer, definition, settle);
  if (definition.body.kind === 'plain') {
    callPlain(definition.body.call, args, { job, definition, embed: body.embed, scope }, told);
  } else {
    const run = { job, definition, embed: body.embed, scope };
    callBound(definition.body.call, args, run, new RunningContext(job, scope), told);
  }
}

function telling<J extends Job>(
  observer: TaskObserver,
  definition: TaskDefinition,
  settle: Settle<J>,
): Settle<J> {
  const startedNs = observedNs();
  return (job, outcome) => {
    observer.ended?.({
      id: job.id,
      name: job.name,
      startedNs,
      finishedNs: observedNs(),
      how: endOf(definition, outcome),
    });
    settle(job, outcome);
  };
}

function endOf(definition: TaskDefinition, outcome: Outcome): EndedTask['how'] {
  switch (outcome.kind) {
    case 'success':
    case 'ignored':
      return 'done';
    case 'retry':
      return 'again';
    case 'rejected':
      // Only a message that is still to be acked can go back.
      return outcome.requeue && definition.acks === 'late' ? 'again' : 'failed';
    case 'failure':
    case 'malformed':
      return 'failed';
  }
}

interface Run<J extends Job> {
  readonly job: J;
  readonly definition: TaskDefinition;
  readonly embed: TaskEmbed;
  readonly scope: AbortScope;
}

function callPlain<J extends Job>(
  call: Extract<TaskDefinition['body'], { kind: 'plain' }>['call'],
  args: readonly unknown[],
  run: Run<J>,
  settle: Settle<J>,
): void {
  const { job } = run;
  let value: unknown;
  enterTask(job, run.scope);
  try {
    value = call(...args);
    leaveTask();
  } catch (error) {
    leaveTask();
    settle(job, outcomeOfThrow(job, run.definition, error));
    return;
  }
  if (isThenable(value)) {
    value.then(
      (resolved) => settle(job, succeeded(run, resolved)),
      (error: unknown) => settle(job, outcomeOfThrow(job, run.definition, error)),
    );
  } else {
    settle(job, succeeded(run, value));
  }
}

function callBound<J extends Job>(
  call: Extract<TaskDefinition['body'], { kind: 'bound' }>['call'],
  args: readonly unknown[],
  run: Run<J>,
  context: RunningContext,
  settle: Settle<J>,
): void {
  const bound = (...own: readonly unknown[]): unknown => call(context, ...own);
  callPlain(bound, args, run, (ended, outcome) => {
    context.release();
    settle(ended, outcome);
  });
}

function succeeded({ job, embed }: Run<Job>, value: unknown): Outcome {
  const hasFollowUps = embed.callbacks !== null || embed.chain !== null || embed.chord !== null;
  if (!job.wantsResult && !hasFollowUps) return DONE;
  return { kind: 'success', value, hasFollowUps };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function hasKeys(value: Readonly<Record<string, unknown>>): boolean {
  for (const _ in value) return true;
  return false;
}
