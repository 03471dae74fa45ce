// Runs one job in the current event loop: decode, call, settle. The hot path of every pool. A function that
// returns no promise is settled before `execute` returns.

import { decodeBody, type TaskEmbed } from '../../broker/index.ts';
import type { Job, Outcome } from '../pools/contract.ts';
import { RunningContext, type AbortScope } from './context.ts';
import { failureOf } from './failure.ts';
import { afterFailure, afterSuccess } from './follow-ups.ts';
import type { TaskDefinition, TaskTable } from './registry.ts';

type Settle<J extends Job> = (job: J, outcome: Outcome) => void;

const DONE: Outcome = { kind: 'success', value: undefined, followUps: [] };

/** Calls the job's task function and `settle` exactly once with how it ended. Never throws. */
export function execute<J extends Job>(tasks: TaskTable, job: J, scope: AbortScope, settle: Settle<J>): void {
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
  if (definition.body.kind === 'plain') {
    callPlain(definition.body.call, args, job, body.embed, settle);
  } else {
    callBound(definition.body.call, args, job, body.embed, new RunningContext(job, scope), settle);
  }
}

function callPlain<J extends Job>(
  call: Extract<TaskDefinition['body'], { kind: 'plain' }>['call'],
  args: readonly unknown[],
  job: J,
  embed: TaskEmbed,
  settle: Settle<J>,
): void {
  let value: unknown;
  try {
    value = call(...args);
  } catch (error) {
    settle(job, failed(job, error, embed));
    return;
  }
  if (isThenable(value)) {
    value.then(
      (resolved) => settle(job, succeeded(job, resolved, embed)),
      (error: unknown) => settle(job, failed(job, error, embed)),
    );
  } else {
    settle(job, succeeded(job, value, embed));
  }
}

function callBound<J extends Job>(
  call: Extract<TaskDefinition['body'], { kind: 'bound' }>['call'],
  args: readonly unknown[],
  job: J,
  embed: TaskEmbed,
  context: RunningContext,
  settle: Settle<J>,
): void {
  const bound = (...own: readonly unknown[]): unknown => call(context, ...own);
  callPlain(bound, args, job, embed, (ended, outcome) => {
    context.release();
    settle(ended, outcome);
  });
}

function succeeded(job: Job, value: unknown, embed: TaskEmbed): Outcome {
  const followUps = afterSuccess(embed, value);
  if (!job.wantsResult && followUps.length === 0) return DONE;
  return { kind: 'success', value: job.wantsResult ? value : undefined, followUps };
}

function failed(job: Job, error: unknown, embed: TaskEmbed): Outcome {
  return { kind: 'failure', failure: failureOf(error), followUps: afterFailure(embed, job.id) };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function hasKeys(value: Readonly<Record<string, unknown>>): boolean {
  for (const _ in value) return true;
  return false;
}
