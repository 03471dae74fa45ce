// A task's sample comes before its message is settled: with late acks on every system, and in Celery's threads and green pools
// with early acks too, by up to two seconds. Workers that were told to stop in between would give back what is done, and it would count
// twice: so the last acks are waited for.

import { setTimeout as sleep } from 'node:timers/promises';
import { Deadline } from '../../lifecycle/index.ts';
import type { LoadPort } from '../../system/index.ts';
import { ms } from '../../units/index.ts';

/** What is claimed longer than this belongs to a worker that died. */
const WITHIN_MS = ms(4000);
const LOOK_EVERY_MS = 20;

/**
 * Resolves when no message is claimed but those `abandoned` by workers known to be gone, at most after four seconds. For a
 * fleet that has nothing left to do.
 */
export async function awaitAcks(port: Pick<LoadPort, 'reserved'>, abandoned: number): Promise<void> {
  const deadline = Deadline.in(WITHIN_MS);
  while ((await port.reserved()) > abandoned && !deadline.passed) await sleep(LOOK_EVERY_MS);
}
