// Memory of a worker, headcount beside Celery: idle, and with every slot holding a task.
//
// Each worker is started on one private redis-server, left alone for three seconds, and measured: the PSS of its
// process and all its descendants (pages that several share count in parts). Then every slot gets a task that waits,
// and it is measured again. Linux only.
//
//   node dist/test/bench/memory-main.js

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import { Redis } from 'ioredis';
import { connectBroker, encodeTask, startPrivateRedis } from '../../src/broker/index.ts';
import { findProgram, REDIS } from '../runner/programs.ts';
import { BenchWorker } from './peers/bench-worker.ts';
import { celeryPeer, findCelery } from './peers/celery-peer.ts';
import { headcountPeer, QUEUE } from './peers/headcount-peer.ts';
import { machine } from './peers/machine.ts';
import { brokerUrl, type Peer, type RedisAddress } from './peers/peer.ts';

const SETTLE_MS = 3_000;
const HOLD_SECONDS = 5;

interface Subject {
  readonly peer: Peer;
  readonly slots: number;
}

interface Figures {
  readonly processes: number;
  readonly idleMib: number;
  readonly busyMib: number;
}

const celery = findCelery();
const subjects: readonly Subject[] = [
  { peer: headcountPeer('prefork'), slots: 8 },
  ...(celery === undefined ? [] : [{ peer: celeryPeer(celery.python, 'prefork'), slots: 8 }]),
  { peer: headcountPeer('async'), slots: 1000 },
  ...(celery === undefined ? [] : [{ peer: celeryPeer(celery.python, 'gevent'), slots: 1000 }]),
];

async function measure({ peer, slots }: Subject, address: RedisAddress, redis: Redis): Promise<Figures> {
  await redis.flushall();
  await using worker = await BenchWorker.start(peer.worker(address, slots));
  // Both log at error level only; the server knows who is there.
  await sleep(SETTLE_MS);
  worker.mustRun();
  const idle = descendants(worker.pid);
  const idleMib = pssMib(idle);
  await holdEverySlot(address, slots);
  await sleep(HOLD_SECONDS * 500);
  const busyMib = pssMib(descendants(worker.pid));
  while ((await peer.remaining(redis)) > 0) await sleep(100);
  await worker.stop();
  return { processes: idle.length, idleMib, busyMib };
}

async function holdEverySlot(address: RedisAddress, slots: number): Promise<void> {
  await using broker = await connectBroker(brokerUrl(address));
  const messages = Array.from({ length: slots }, (_, i) => ({
    queue: QUEUE,
    envelope: encodeTask({ id: `hold-${i}`, name: 'hold', args: [HOLD_SECONDS], queue: QUEUE }),
  }));
  await broker.sender.send(messages);
}

function descendants(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter((word) => word.trim() !== '');
  return [pid, ...children.flatMap((child) => descendants(Number(child)))];
}

function pssMib(pids: readonly number[]): number {
  const kib = pids.map((pid) =>
    Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]),
  );
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}

const binary = findProgram(REDIS.names);
if (binary === undefined) throw new Error('this comparison needs redis-server on PATH');
await using server = await startPrivateRedis(binary);
const { hostname: host, port } = new URL(server.url);
const redis = new Redis(server.url);
const table = new Table({
  head: ['', 'slots', 'processes', 'idle', 'every slot busy', 'a slot, idle'],
  style: { head: [], border: [] },
});
const mib = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} MiB`;
for (const subject of subjects) {
  const figures = await measure(subject, { host, port: Number(port) }, redis);
  table.push([
    ...[subject.peer.name, subject.slots, figures.processes],
    ...[mib(figures.idleMib), mib(figures.busyMib), mib(figures.idleMib / subject.slots)],
  ]);
}
redis.disconnect();
console.log(
  `PSS; ${celery === undefined ? 'no Celery was found' : `Celery ${celery.version}`}; ${machine()}`,
);
console.log(table.toString());
