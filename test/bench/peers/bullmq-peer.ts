// BullMQ as one side of a comparison.

import { fileURLToPath } from 'node:url';
import { Queue } from 'bullmq';
import { batches, total, type Peer } from './peer.ts';

const WORKER = fileURLToPath(new URL('./bullmq-worker-main.js', import.meta.url));

export const bullmqPeer: Peer = {
  name: 'BullMQ',
  async preload(address, tasks) {
    const queue = new Queue('empty', { connection: { ...address } });
    // Without removal the server would keep every finished job, which headcount does not ask of it either.
    const job = { name: 'empty', data: {}, opts: { removeOnComplete: true } };
    for (const size of batches(tasks, 1000)) await queue.addBulk(Array.from({ length: size }, () => job));
    await queue.close();
  },
  worker: ({ host, port }, slots) => ({
    file: process.execPath,
    args: [WORKER, host, String(port), String(slots)],
  }),
  remaining: async (redis) =>
    total(await redis.pipeline().llen('bull:empty:wait').llen('bull:empty:active').exec()),
};
