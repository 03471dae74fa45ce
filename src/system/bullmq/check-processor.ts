// Whether a user's processor loads, for workers that leave the loading to BullMQ's children or threads.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const CHECK = new URL('./check-processor-main.js', import.meta.url);

/** Rejects with what the module threw. */
export async function checkProcessor(url: string): Promise<void> {
  await once(new Worker(CHECK, { workerData: url }), 'exit');
}
