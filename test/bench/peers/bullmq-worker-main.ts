// BullMQ's side of the comparison: a worker process of its own with one empty job. Ends on SIGTERM.

import { Worker } from 'bullmq';
import { emptyBody, reportBodiesAtExit } from './bodies.ts';

const [host = '', port = '', concurrency = ''] = process.argv.slice(2);
reportBodiesAtExit();
const worker = new Worker('empty', () => Promise.resolve(emptyBody()), {
  connection: { host, port: Number(port) },
  concurrency: Number(concurrency),
});
process.once('SIGTERM', () => void worker.close());
