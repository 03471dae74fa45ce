// headcount as one side of the comparison.

import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { connectBroker, taskEncoder } from '../../../src/broker/index.ts';
import { batches, total, type Peer, type RedisAddress } from './peer.ts';

const PROGRAM = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));
const APP = fileURLToPath(new URL('./empty-app.js', import.meta.url));
const QUEUE = 'empty';

const url = ({ host, port }: RedisAddress): string => `redis://${host}:${port}/0`;

export const headcountPeer: Peer = {
  name: 'headcount',
  async preload(address, tasks) {
    await using broker = await connectBroker(url(address));
    const encode = taskEncoder({ name: 'empty', queue: QUEUE });
    for (const size of batches(tasks, 1000)) {
      const messages = Array.from({ length: size }, () => ({
        queue: QUEUE,
        envelope: encode(randomUUID(), []),
      }));
      await broker.sender.send(messages);
    }
  },
  workerArgs: (address, slots) => [
    ...[PROGRAM, 'worker', '-A', APP, '-b', url(address), '-Q', QUEUE],
    ...['-P', 'async', '-c', String(slots), '-l', 'error'],
  ],
  remaining: async (redis) => total(await redis.pipeline().llen(QUEUE).hlen('unacked').exec()),
};
