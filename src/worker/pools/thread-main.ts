// Entry point of a thread of the threads pool. An empty message asks it to end.

import { parentPort, workerData } from 'node:worker_threads';
import { SharedClaimant } from './shared-claims.ts';
import { SlotSession } from './slot-session.ts';

const port = parentPort;
const memory: unknown = workerData;
if (port !== null && memory instanceof SharedArrayBuffer) {
  const session = new SlotSession({
    claimant: new SharedClaimant(memory),
    send: (frame) => port.postMessage(frame),
    exit: (code) => process.exit(code),
  });
  port.on('message', (frames: unknown) => {
    if (frames === '') void session.end();
    else for (const frame of String(frames).split('\n')) session.receive(frame);
  });
}
