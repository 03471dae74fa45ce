// How a call to a server fails: with a message that names the server, never its password.

import { toError } from '../../errors/index.ts';

/** The server refused, answered wrongly, or not in time. The task that made the call fails with it. */
export class CallFailure extends Error {
  override readonly name: string = 'CallFailure';
}

/** What a client library threw, with the place it was about. */
export function callFailure(place: string, thrown: unknown): CallFailure {
  if (thrown instanceof CallFailure) return thrown;
  const cause = toError(thrown);
  return new CallFailure(`${place}: ${reason(cause)}`, { cause });
}

// Connecting to a name with several addresses fails with all their reasons and no message of its own.
function reason(error: Error): string {
  if (error.message !== '') return error.message;
  const parts: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return parts.length === 0 ? error.name : toError(parts[0]).message;
}

/** Waits for the work, but not longer than that; what it still does afterwards is ignored. Throws CallFailure. */
export async function withinTime(timeoutMs: number, place: string, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const tell = (): void => reject(new CallFailure(`${place}: no answer within ${timeoutMs} ms`));
    timer = setTimeout(tell, timeoutMs);
  });
  try {
    await Promise.race([work, late]);
  } catch (error) {
    throw callFailure(place, error);
  } finally {
    clearTimeout(timer);
  }
}
