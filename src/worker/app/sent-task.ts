// What `send` returns: a handle on a task that runs somewhere else.

import type { ResultStore, StoredResult } from '../../broker/index.ts';
import { HeadcountError } from '../../errors/index.ts';
import { ms, parseDuration, type Milliseconds } from '../../units/index.ts';

export interface GetOptions {
  /** How long to wait: `'10s'`. Default: without limit. */
  readonly timeout?: string;
}

/** A task that has been sent. */
export interface SentTask<R> {
  readonly id: string;
  /** Resolves when the broker has the message; rejects when it could not be sent. */
  readonly sent: Promise<void>;
  /**
   * The task's result. Rejects with a TaskFailedError when the task failed or was revoked, with RESULT_TIMEOUT
   * when the time is up. A task sent with `ignoreResult` never has one.
   */
  get(options?: GetOptions): Promise<R>;
}

/** The task ran and failed, or was revoked. */
export class TaskFailedError extends Error {
  override readonly name = 'TaskFailedError';
  readonly taskId: string;
  readonly status: 'FAILURE' | 'REVOKED';
  /** The exception's class name as the worker stored it. */
  readonly exceptionType: string;
  /** The stack where it was thrown, in the worker's words; null when none was stored. */
  readonly remoteTraceback: string | null;

  constructor(result: StoredResult, status: 'FAILURE' | 'REVOKED') {
    const { type, text } = readException(result.result);
    super(`task ${result.task_id} ${status === 'FAILURE' ? 'failed' : 'was revoked'}: ${type}: ${text}`);
    this.taskId = result.task_id;
    this.status = status;
    this.exceptionType = type;
    this.remoteTraceback = result.traceback;
  }
}

/** Waits for a final result and unwraps it. */
export async function awaitResult(store: ResultStore, id: string, options: GetOptions): Promise<unknown> {
  const timeoutMs = options.timeout === undefined ? ms(Infinity) : durationOption('timeout', options.timeout);
  const pending = await store.expect(id);
  try {
    const result = await pending.wait(timeoutMs);
    if (result.status === 'FAILURE' || result.status === 'REVOKED') {
      throw new TaskFailedError(result, result.status);
    }
    return result.result;
  } finally {
    await pending.cancel();
  }
}

/** A duration given as an option. Throws BAD_OPTION. */
export function durationOption(option: string, text: string): Milliseconds {
  const parsed = parseDuration(text);
  if (parsed.ok) return parsed.value;
  throw new HeadcountError('BAD_OPTION', `${option} is "${text}"`, { hint: `Expected ${parsed.expected}.` });
}

function readException(value: unknown): { readonly type: string; readonly text: string } {
  if (typeof value !== 'object' || value === null) return { type: 'Exception', text: String(value) };
  const type = 'exc_type' in value && typeof value.exc_type === 'string' ? value.exc_type : 'Exception';
  const parts = 'exc_message' in value ? value.exc_message : [];
  const list: readonly unknown[] = Array.isArray(parts) ? parts : [parts];
  return {
    type,
    text: list.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(', '),
  };
}
