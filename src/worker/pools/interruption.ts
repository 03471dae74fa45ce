// Why a running task is asked to stop, and the error its AbortSignal then carries.

/** What the abort signal of a task says. */
export type Interruption =
  | { readonly kind: 'softLimit'; readonly limitMs: number }
  | { readonly kind: 'hardLimit'; readonly limitMs: number }
  | { readonly kind: 'terminated' }
  | { readonly kind: 'coldStop' };

/**
 * The reason of a task's abort signal when its soft time limit has passed. A task that rejects with it (or with an
 * AbortError caused by it, as most of Node's own functions do) fails as Celery's SoftTimeLimitExceeded.
 */
export class SoftTimeLimitExceeded extends Error {
  override readonly name = 'SoftTimeLimitExceeded';
}

/** The reason given to the signal. */
export function interruptionError(why: Interruption): Error {
  switch (why.kind) {
    case 'softLimit':
      return new SoftTimeLimitExceeded(`the soft time limit (${why.limitMs / 1000}s) has passed`);
    case 'hardLimit':
      return new Error(`the time limit (${why.limitMs / 1000}s) has passed`);
    case 'terminated':
      return new Error('the task was revoked');
    case 'coldStop':
      return new Error('the worker was stopped cold');
  }
}

/** Whether a task failed because it gave in to its soft limit; by name, because a task may load another copy of us. */
export function isSoftTimeLimit(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  if (thrown.name === 'SoftTimeLimitExceeded') return true;
  return thrown.name === 'AbortError' && thrown.cause !== thrown && isSoftTimeLimit(thrown.cause);
}

/** As two parts of a frame. */
export function encodeInterruption(why: Interruption): readonly [string, number] {
  return [why.kind, 'limitMs' in why ? why.limitMs : 0];
}

/** undefined when the parts are none. */
export function decodeInterruption(kind: unknown, limitMs: unknown): Interruption | undefined {
  if (typeof limitMs !== 'number') return undefined;
  switch (kind) {
    case 'softLimit':
    case 'hardLimit':
      return { kind, limitMs };
    case 'terminated':
    case 'coldStop':
      return { kind };
  }
  return undefined;
}
