// Outcomes as frames. What comes from another process is checked: a task can write into the pipe.

import { isList, isRecord } from '../canvas/signature.ts';
import type { Failure, Outcome, RetryWish } from './contract.ts';
import { sendableText } from './sendable.ts';

/** The frame of most tasks. */
export const DONE_WITHOUT_VALUE = '["done"]';

/** Throws when what the task handed back cannot be sent. */
export function encodeEnded(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'success':
      if (outcome.value === undefined && !outcome.hasFollowUps) return DONE_WITHOUT_VALUE;
      return sendableText(['done', outcome.value ?? null, outcome.hasFollowUps]);
    case 'failure':
      return JSON.stringify(['failed', outcome.failure]);
    case 'retry':
      return sendableText(['retry', outcome.failure, outcome.dueAtMs, outcome.args, outcome.kwargs]);
    case 'ignored':
      return '["ignored"]';
    case 'rejected':
      return JSON.stringify(['rejected', outcome.requeue, outcome.reason]);
    case 'malformed':
      return JSON.stringify(['malformed', outcome.reason]);
  }
}

/** undefined when the parts are no outcome. */
export function decodeEnded(parts: readonly unknown[]): Outcome | undefined {
  switch (parts[0]) {
    case 'done': {
      const [, value, hasFollowUps] = parts;
      return typeof hasFollowUps === 'boolean' ? { kind: 'success', value, hasFollowUps } : undefined;
    }
    case 'failed': {
      const failure = readFailure(parts[1]);
      return failure === undefined ? undefined : { kind: 'failure', failure };
    }
    case 'retry':
      return readRetry(parts);
    case 'ignored':
      return { kind: 'ignored' };
    case 'rejected': {
      const [, requeue, reason] = parts;
      if (typeof requeue !== 'boolean' || typeof reason !== 'string') return undefined;
      return { kind: 'rejected', requeue, reason };
    }
    case 'malformed':
      return { kind: 'malformed', reason: String(parts[1]) };
  }
  return undefined;
}

function readFailure(value: unknown): Failure | undefined {
  if (!isRecord(value)) return undefined;
  const { type, message, module, traceback } = value;
  if (typeof type !== 'string' || typeof module !== 'string' || !isList(message)) return undefined;
  if (typeof traceback !== 'string' && traceback !== null) return undefined;
  return { type, message, module, traceback };
}

function readRetry(parts: readonly unknown[]): RetryWish | undefined {
  const [, cause, dueAtMs, args, kwargs] = parts;
  const failure = cause === null ? null : readFailure(cause);
  if (failure === undefined || typeof dueAtMs !== 'number') return undefined;
  if ((args !== null && !isList(args)) || (kwargs !== null && !isRecord(kwargs))) return undefined;
  return { kind: 'retry', failure, dueAtMs, args, kwargs };
}
