// headcount as one side of a comparison.

import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { connectBroker, taskEncoder } from '../../../src/broker/index.ts';
import { batches, brokerUrl, total, type Peer, type RedisAddress } from './peer.ts';

export const PROGRAM = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));
const APP = fileURLToPath(new URL('./empty-app.js', import.meta.url));

/** Where the empty tasks of headcount and of Celery lie. */
export const QUEUE = 'empty';

/** Puts empty tasks in Celery's message format on the queue. */
export async function preloadTasks(address: RedisAddress, tasks: number): Promise<void> {
  await using broker = await connectBroker(brokerUrl(address));
  const encode = taskEncoder({ name: 'empty', queue: QUEUE });
  for (const size of batches(tasks, 1000)) {
    const messages = Array.from({ length: size }, () => ({
      queue: QUEUE,
      envelope: encode(randomUUID(), []),
    }));
    await broker.sender.send(messages);
  }
}

/** Celery's own default, tasks a slot. */
export const DEFAULT_PREFETCH = 4;

/** Told apart by its prefetch where that is not the default. */
export const peerName = (what: string, prefetch: number): string =>
  prefetch === DEFAULT_PREFETCH ? what : `${what}, prefetch ${prefetch}`;

export const remainingTasks: Peer['remaining'] = async (redis) =>
  total(await redis.pipeline().llen(QUEUE).hlen('unacked').exec());

export function headcountPeer(pool: 'async' | 'prefork', prefetch = DEFAULT_PREFETCH): Peer {
  return {
    name: peerName(`headcount ${pool}`, prefetch),
    preload: preloadTasks,
    worker: (address, slots) => ({
      file: process.execPath,
      args: [
        ...[PROGRAM, 'worker', '-A', APP, '-b', brokerUrl(address), '-Q', QUEUE],
        ...['-P', pool, '-c', String(slots), '--prefetch-multiplier', String(prefetch), '-l', 'error'],
      ],
    }),
    remaining: remainingTasks,
  };
}
