// The one error class. It carries what a person needs: what was wrong (message), what to do
// (hint), and what a script needs: code and exit code. The original error stays as the cause.

import { ERROR_CODES, type ErrorCode, type ExitCode } from './codes.ts';

export interface ErrorDetails {
  /** What to do about it, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

export class HeadcountError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  override readonly name: string = 'HeadcountError';

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }

  get exitCode(): ExitCode {
    return ERROR_CODES[this.code];
  }
}

/** Whether what was thrown is an error of ours, of one of these kinds. */
export function hasCode(thrown: unknown, ...codes: readonly ErrorCode[]): thrown is HeadcountError {
  return thrown instanceof HeadcountError && codes.includes(thrown.code);
}

/** Whatever was thrown, as an Error: strings and objects become one, an Error stays itself. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(typeof thrown === 'string' ? thrown : `thrown: ${safeText(thrown)}`);
}

/** The whole chain of causes as one line, outermost first. */
export function describeError(thrown: unknown): string {
  const chain = new Set<Error>();
  let next: unknown = thrown;
  do {
    const error = toError(next);
    // Nothing keeps an error from being among its own causes.
    if (chain.has(error)) break;
    chain.add(error);
    next = error.cause;
  } while (next !== undefined);
  return [...chain].map(messageOf).join(': ');
}

// Node reports a failed connection to a name with several addresses as an AggregateError without a message.
function messageOf(error: Error): string {
  if (error.message !== '') return error.message;
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map(describeError).join(', ');
  return error.name;
}

function safeText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
