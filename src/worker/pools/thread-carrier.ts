// A worker thread of the threads pool.

import { Worker } from 'node:worker_threads';
import { toError } from '../../errors/index.ts';
import type { Carrier, CarrierListener, PrintedText } from './carrier.ts';
import { TextTail } from './line-buffer.ts';

const THREAD_MAIN = new URL('./thread-main.js', import.meta.url);

export function startThread(listener: CarrierListener, print: PrintedText): Carrier {
  const thread = new Worker(THREAD_MAIN, { stdout: true, stderr: true });
  const tail = new TextTail();
  let crash: Error | undefined;
  thread.stdout.setEncoding('utf8').on('data', print);
  thread.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    tail.push(chunk);
    print(chunk);
  });
  thread.on('message', (frame: unknown) => listener.frame(String(frame)));
  thread.on('error', (thrown) => {
    crash = toError(thrown);
    print(`${crash.stack ?? crash.message}\n`);
  });
  thread.once('exit', (code) => {
    const reason =
      crash === undefined ? `exited with code ${code}` : `died of ${crash.name}: ${crash.message}`;
    listener.exited(reason, tail.text);
  });
  return {
    pid: process.pid,
    send: (frame) => thread.postMessage(frame),
    release: () => thread.postMessage(''),
    kill: () => void thread.terminate(),
  };
}
