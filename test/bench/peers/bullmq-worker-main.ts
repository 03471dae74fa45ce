// BullMQ's side of the comparisons: a worker process of its own with one empty job, and one that was told when it was
// sent. Ends on SIGTERM.

import { Worker } from 'bullmq';
import { emptyBody, reportBodiesAtExit, stampedBody } from './bodies.ts';

const [host = '', port = '', concurrency = ''] = process.argv.slice(2);
reportBodiesAtExit();
const worker = new Worker(
  'empty',
  async (job: { readonly name: string; readonly data: { readonly sentAtNs?: string } }) => {
    if (job.name === 'stamped') stampedBody(job.data.sentAtNs ?? '');
    else emptyBody();
  },
  { connection: { host, port: Number(port) }, concurrency: Number(concurrency) },
);
process.once('SIGTERM', () => void worker.close());
