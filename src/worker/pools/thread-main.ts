// Entry point of a thread of the threads pool. An empty frame asks it to end.

import { parentPort } from 'node:worker_threads';
import { SlotSession } from './slot-session.ts';

const port = parentPort;
if (port !== null) {
  const session = new SlotSession({
    send: (frame) => port.postMessage(frame),
    exit: (code) => process.exit(code),
  });
  port.on('message', (frame: unknown) => {
    if (frame === '') void session.end();
    else session.receive(String(frame));
  });
}
