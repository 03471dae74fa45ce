// A worker thread of the threads pool.

import { Worker } from 'node:worker_threads';
import { toError } from '../../errors/index.ts';
import type { Carrier, CarrierListener, CarrierOptions } from './carrier.ts';
import { TextTail } from './line-buffer.ts';
import { SharedOffers } from './shared-claims.ts';

const THREAD_MAIN = new URL('./thread-main.js', import.meta.url);

export function startThread(listener: CarrierListener, { print, maxHeapMiB }: CarrierOptions): Carrier {
  const offers = new SharedOffers();
  const thread = new Worker(THREAD_MAIN, {
    stdout: true,
    stderr: true,
    workerData: offers.memory,
    ...(maxHeapMiB === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMiB } }),
  });
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
    offers,
    send: (frames) => thread.postMessage(frames),
    release: () => thread.postMessage(''),
    kill: () => void thread.terminate(),
  };
}
