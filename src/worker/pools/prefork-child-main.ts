// Entry point of a prefork child. It lives as long as its worker: when the socket closes, it exits.

import { Socket } from 'node:net';
import { LineSplitter } from './line-buffer.ts';
import { SlotSession } from './slot-session.ts';

// A signal sent to the whole process group is for the worker; it decides what its children do.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const) process.on(signal, () => {});

const socket = new Socket({ fd: 3, readable: true, writable: true });
const session = new SlotSession({
  send: (frame) => void socket.write(`${frame}\n`),
  exit: (code) => void socket.end(() => process.exit(code)),
});
const splitter = new LineSplitter((line) => session.receive(line));
socket.setEncoding('utf8');
socket.on('data', (chunk: string) => splitter.push(chunk));
socket.on('error', () => process.exit(1));
socket.on('end', () => void session.end());
