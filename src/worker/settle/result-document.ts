// Results as Celery stores them.

import { formatCeleryDate, type StoredResult } from '../../broker/index.ts';
import type { Failure } from '../pools/contract.ts';

/** Whose result it is. */
export interface ResultOwner {
  readonly id: string;
  readonly parentId: string | null;
  readonly group: string | null;
}

/** More to be stored with a result: what Celery's `result_extended` adds. */
export type ExtendedFields = Pick<StoredResult, 'name' | 'args' | 'kwargs' | 'worker' | 'retries' | 'queue'>;

type Children = StoredResult['children'];

export function successResult(owner: ResultOwner, value: unknown, children: Children = []): StoredResult {
  return {
    task_id: owner.id,
    status: 'SUCCESS',
    result: value ?? null,
    traceback: null,
    children,
    date_done: formatCeleryDate(new Date()),
    ...relatives(owner),
  };
}

export function failureResult(
  owner: ResultOwner,
  failure: Failure,
  status: 'FAILURE' | 'REVOKED',
): StoredResult {
  return {
    task_id: owner.id,
    status,
    result: exceptionOf(failure),
    traceback: failure.traceback,
    children: [],
    date_done: formatCeleryDate(new Date()),
    ...relatives(owner),
  };
}

/** `failure` null: it did not say why. */
export function retryResult(owner: ResultOwner, failure: Failure | null): StoredResult {
  return {
    task_id: owner.id,
    status: 'RETRY',
    result: failure === null ? null : exceptionOf(failure),
    traceback: failure?.traceback ?? null,
    children: [],
    date_done: null,
    ...relatives(owner),
  };
}

export function startedResult(owner: ResultOwner, hostname: string, pid: number): StoredResult {
  return {
    task_id: owner.id,
    status: 'STARTED',
    result: { pid, hostname },
    traceback: null,
    children: [],
    date_done: null,
    ...relatives(owner),
  };
}

/** An exception as results and chords hold it. */
export function exceptionOf(failure: Failure): unknown {
  return { exc_type: failure.type, exc_message: failure.message, exc_module: failure.module };
}

function relatives({ parentId, group }: ResultOwner): Pick<StoredResult, 'parent_id' | 'group_id'> {
  if (parentId === null && group === null) return {};
  return {
    ...(parentId === null ? {} : { parent_id: parentId }),
    ...(group === null ? {} : { group_id: group }),
  };
}
