// Celery as one side of a comparison: the same messages, an application with the same empty task.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DEFAULT_PREFETCH, peerName, preloadTasks, QUEUE, remainingTasks } from './headcount-peer.ts';
import { brokerUrl, type Command, type Peer, type RedisAddress } from './peer.ts';

export const CELERY_POOLS = ['gevent', 'eventlet', 'prefork', 'threads', 'solo'] as const;
export type CeleryPool = (typeof CELERY_POOLS)[number];

/** Compiled code runs in `dist`, Python in the source. */
const APP_DIRECTORY = fileURLToPath(new URL('../../../../test/bench/peers', import.meta.url));

const PYTHONS = ['/usr/bin/python3', 'python3'];

/** A Python that has Celery, and Celery's version; undefined where there is none. */
export function findCelery(): { readonly python: string; readonly version: string } | undefined {
  for (const python of PYTHONS) {
    const { status, stdout } = spawnSync(python, ['-c', 'import celery, redis; print(celery.__version__)'], {
      encoding: 'utf8',
    });
    if (status === 0) return { python, version: stdout.trim() };
  }
  return undefined;
}

/** As quiet as it can be: no events, no gossip, no heartbeats. */
export function celeryWorker(
  python: string,
  address: RedisAddress,
  pool: CeleryPool,
  slots: number,
  prefetch = DEFAULT_PREFETCH,
): Command {
  const quiet = ['--without-gossip', '--without-mingle', '--without-heartbeat', '-l', 'ERROR'];
  return {
    file: python,
    args: [
      ...['-m', 'celery', '--workdir', APP_DIRECTORY, '-A', 'celery_app', '-b', brokerUrl(address), 'worker'],
      ...['-Q', QUEUE, '-P', pool, '-c', String(slots), '-n', `${pool}@bench`, ...quiet],
      ...['--prefetch-multiplier', String(prefetch)],
    ],
  };
}

export function celeryPeer(python: string, pool: CeleryPool, prefetch = DEFAULT_PREFETCH): Peer {
  return {
    name: peerName(`Celery ${pool}`, prefetch),
    preload: preloadTasks,
    worker: (address, slots) => celeryWorker(python, address, pool, slots, prefetch),
    remaining: remainingTasks,
  };
}
