// Results as Celery stores them.

import { formatCeleryDate, type StoredResult } from '../../broker/index.ts';
import type { Failure } from '../pools/contract.ts';

export function successResult(id: string, value: unknown): StoredResult {
  return {
    task_id: id,
    status: 'SUCCESS',
    result: value ?? null,
    traceback: null,
    children: [],
    date_done: formatCeleryDate(new Date()),
  };
}

export function failureResult(id: string, failure: Failure, status: 'FAILURE' | 'REVOKED'): StoredResult {
  return {
    task_id: id,
    status,
    result: { exc_type: failure.type, exc_message: failure.message, exc_module: failure.module },
    traceback: failure.traceback,
    children: [],
    date_done: formatCeleryDate(new Date()),
  };
}
