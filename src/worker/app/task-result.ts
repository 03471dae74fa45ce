// Results as the application sees them: of a task it has sent, of a group, or of any id.

import { unwrapTypedValues, type ResultRecord, type StoredResult } from '../../broker/index.ts';
import { ms } from '../../units/index.ts';
import type { ResultNode } from '../canvas/freeze.ts';
import type { Connections } from './connections.ts';
import { durationOption, type Duration } from './duration-option.ts';

export interface GetOptions {
  /** How long to wait: `'10s'`, or seconds. Default: without limit. */
  readonly timeout?: Duration;
}

/** The states a task can be in; Python tasks may make up more. */
export type TaskState =
  | 'PENDING'
  | 'STARTED'
  | 'RETRY'
  | 'SUCCESS'
  | 'FAILURE'
  | 'REVOKED'
  // Keeps the names above in what editors offer.
  | (string & Record<never, never>);

/** What the result backend knows of a task. */
export interface TaskResult<R = unknown> {
  readonly id: string;
  /**
   * PENDING: nothing is stored; the task waits, runs, stores no result, or never was. STARTED only with `trackStarted`.
   */
  state(): Promise<TaskState>;
  /** Whether it has ended: SUCCESS, FAILURE or REVOKED. */
  ready(): Promise<boolean>;
  /**
   * The task's result. Rejects with a TaskFailedError when the task failed or was revoked, with RESULT_TIMEOUT
   * when the time is up. A task that ignores its result never has one.
   */
  get(options?: GetOptions): Promise<R>;
  /** Deletes the stored result. */
  forget(): Promise<void>;
}

/** Something that has been sent. */
export interface Sent<R = unknown> {
  /** Of the task; of the last one of a chain, of the body of a chord. */
  readonly id: string;
  /** Resolves when the broker has the message; rejects when it could not be sent. */
  readonly sent: Promise<void>;
  /** As TaskResult; of a group, the list of its members' results, in order. */
  get(options?: GetOptions): Promise<R>;
}

/** A task that has been sent. */
export interface SentTask<R> extends TaskResult<R>, Sent<R> {}

/** A workflow that has been sent. */
export interface SentWorkflow extends SentTask<unknown> {
  /** The members of a group; none of anything else. */
  readonly members: readonly TaskResult[];
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

const READY: ReadonlySet<string> = new Set(['SUCCESS', 'FAILURE', 'REVOKED']);

export function taskResult(connections: Connections, id: string): TaskResult {
  const read = async (): Promise<ResultRecord | undefined> => {
    const [record] = await (await connections.backend()).results.read([id]);
    return record;
  };
  return {
    id,
    state: async () => (await read())?.status ?? 'PENDING',
    ready: async () => READY.has((await read())?.status ?? 'PENDING'),
    get: (options = {}) => awaitResult(connections, id, options),
    forget: async () => (await connections.backend()).results.forget(id),
  };
}

/** A workflow just sent, by where its value will be. */
export function sentWorkflow(connections: Connections, node: ResultNode, sent: Promise<void>): SentWorkflow {
  return {
    ...taskResult(connections, node.id),
    sent,
    members: node.children?.map(({ id }) => taskResult(connections, id)) ?? [],
    get: async (options = {}) => {
      await sent;
      return await valueOf(connections, node, options);
    },
  };
}

async function valueOf(connections: Connections, node: ResultNode, options: GetOptions): Promise<unknown> {
  if (node.children === null) return await awaitResult(connections, node.id, options);
  return await Promise.all(node.children.map((child) => valueOf(connections, child, options)));
}

/** Waits for a final result and unwraps it. */
async function awaitResult(connections: Connections, id: string, options: GetOptions): Promise<unknown> {
  const timeoutMs = options.timeout === undefined ? ms(Infinity) : durationOption('timeout', options.timeout);
  const pending = await (await connections.backend()).results.expect(id);
  try {
    const result = await pending.wait(timeoutMs);
    if (result.status === 'FAILURE' || result.status === 'REVOKED') {
      throw new TaskFailedError(result, result.status);
    }
    return unwrapTypedValues(result.result);
  } finally {
    await pending.cancel();
  }
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
