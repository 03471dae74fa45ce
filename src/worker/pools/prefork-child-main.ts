// Entry point of a prefork child. It lives as long as its worker: when the socket closes, it exits.
// Its channel: fd 3 brings orders, fd 4 takes reports, fd 5 is the file of claims.

import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { CLAIMS_FD, ORDERS_FD, REPORTS_FD } from './child-channel.ts';
import { FileClaimant } from './file-claims.ts';
import { LineSplitter } from './line-buffer.ts';
import { SlotSession } from './slot-session.ts';

// A signal sent to the whole process group is for the worker; it decides what its children do.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const) process.on(signal, () => {});

// Written at once and in full, while this process waits: a report that has been made survives whatever the next
// task does. When the worker is gone, so is the reason to go on.
function report(frame: string): void {
  const bytes = Buffer.from(`${frame}\n`);
  try {
    for (let sent = 0; sent < bytes.length;) sent += writeSync(REPORTS_FD, bytes, sent);
  } catch {
    process.exit(1);
  }
}

const session = new SlotSession({
  claimant: new FileClaimant(CLAIMS_FD),
  send: report,
  exit: (code) => process.exit(code),
});
const splitter = new LineSplitter((line) => session.receive(line));
const orders = new Socket({ fd: ORDERS_FD, readable: true, writable: true });
orders.setEncoding('utf8');
orders.on('data', (chunk: string) => splitter.push(chunk));
orders.on('error', () => process.exit(1));
orders.on('end', () => void session.end());
