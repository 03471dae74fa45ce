// Does one thing with the server however often it takes: through refusals, which pass (a full memory, a full disk, a
// replica that was promoted too late), and through outages. Ends when we are closed or the time is over.

import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode } from '../../errors/index.ts';
import type { Connection } from './connection.ts';

/** Until what was refused is tried again. */
const RETRY_MS = 250;

/** How long what a worker owes to others is tried: a result, word to a chord, messages on their way back. */
export const OWED_WITHIN_MS = 60_000;

/** Throws what the last attempt threw. An attempt may have got through without our knowing. */
export async function insist<T>(
  connection: Connection,
  withinMs: number,
  attempt: () => Promise<T>,
): Promise<T> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (
        connection.closed ||
        performance.now() >= untilMs ||
        !hasCode(error, 'BROKER_REFUSED', 'BROKER_UNREACHABLE')
      )
        throw error;
    }
    await sleep(RETRY_MS);
  }
}
