// Keeps a peer's queue full while its worker drains it: a producer in a process of its own, that is no part of the toolkit.
// Arguments: whose messages (bullmq, or any other for Celery's format), host, port, tasks to send in all. Ends when they are sent.

import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { bullmqPeer } from './bullmq-peer.ts';
import { headcountPeer } from './headcount-peer.ts';

/** What is sent at once, when no more than as many are left: this part of all. */
const PORTION = 0.1;
const LOOK_EVERY_MS = 5;

const [format = '', host = '', port = '', tasks = ''] = process.argv.slice(2);
const address = { host, port: Number(port) };
const peer = format === 'bullmq' ? bullmqPeer : headcountPeer('async');
const most = Math.ceil(Number(tasks) * PORTION);
const redis = new Redis(address);
for (let left = Number(tasks); left > 0;) {
  if ((await peer.remaining(redis)) > most) {
    await pause(LOOK_EVERY_MS);
    continue;
  }
  const portion = Math.min(left, most);
  await peer.preload(address, portion);
  left -= portion;
}
redis.disconnect();
