// From the start of the process to the ready line: headcount's workers beside `node -e 0`, the least any program on
// Node takes, and beside Celery's. Rounds take turns; medians.
//
//   node dist/test/bench/start-up-main.js --rounds 11

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { startPrivateRedis } from '../../src/broker/index.ts';
import { formatDuration, ms } from '../../src/units/index.ts';
import { findProgram, REDIS } from '../runner/programs.ts';
import { BenchWorker } from './peers/bench-worker.ts';
import { celeryWorker, findCelery } from './peers/celery-peer.ts';
import { headcountPeer } from './peers/headcount-peer.ts';
import { machine, wholeNumber } from './peers/machine.ts';
import type { Command, RedisAddress } from './peers/peer.ts';
import { middle, ratioText } from './peers/ratios.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '11' } } });
const rounds = wholeNumber('rounds', values.rounds, 1);

interface Subject {
  readonly name: string;
  start(): Promise<void>;
  readonly tookMs: number[];
}

function bareNode(): Subject {
  const start = async (): Promise<void> => {
    await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  };
  return { name: 'node -e 0', start, tookMs: [] };
}

function worker(name: string, command: Command): Subject {
  const start = async (): Promise<void> => {
    await using started = await BenchWorker.start(command);
    await started.ready();
  };
  return { name, start, tookMs: [] };
}

function subjects(address: RedisAddress): readonly Subject[] {
  const celery = findCelery();
  return [
    bareNode(),
    worker('headcount async, 100 slots', headcountPeer('async').worker(address, 100)),
    worker('headcount prefork, 2 slots', headcountPeer('prefork').worker(address, 2)),
    ...(celery === undefined ? [] : [worker('Celery prefork, 2 slots', loud(celery.python, address))]),
  ];
}

// Celery says at INFO that it is ready.
function loud(python: string, address: RedisAddress): Command {
  const { file, args } = celeryWorker(python, address, 'prefork', 2);
  return { file, args: args.map((arg) => (arg === 'ERROR' ? 'INFO' : arg)) };
}

const binary = findProgram(REDIS.names);
if (binary === undefined) throw new Error('this comparison needs redis-server on PATH');
await using server = await startPrivateRedis(binary);
const { hostname: host, port } = new URL(server.url);
const all = subjects({ host, port: Number(port) });
for (let round = 0; round < rounds; round++) {
  for (const subject of round % 2 === 0 ? all : all.toReversed()) {
    const beganAtMs = performance.now();
    await subject.start();
    subject.tookMs.push(performance.now() - beganAtMs);
  }
}

const table = new Table({
  head: ['start to ready', 'median', 'lowest', 'ratio to node -e 0'],
  style: { head: [], border: [] },
});
for (const { name, tookMs } of all) {
  const [median, lowest] = [middle(tookMs), Math.min(...tookMs)].map((took) => formatDuration(ms(took)));
  table.push([name, median, lowest, ratioText(tookMs, all[0]?.tookMs ?? [])]);
}
console.log(`${rounds} rounds; ${machine()}`);
console.log(table.toString());
