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

/** Whatever was thrown, as an Error: strings and objects become one, an Error stays itself. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(typeof thrown === 'string' ? thrown : `thrown: ${safeText(thrown)}`);
}

/** The whole chain of causes as one line, outermost first. */
export function describeError(thrown: unknown): string {
  const error = toError(thrown);
  const inner = error.cause === undefined ? '' : `: ${describeError(error.cause)}`;
  return `${error.message}${inner}`;
}

function safeText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
