// `npm run bench:peers`: empty tasks a second, headcount against BullMQ, side by side on this machine.
//
// Each round fills the queue of one private redis-server with N empty tasks, starts one worker process with S slots,
// and takes the time from the first task body to the moment the server holds none of the tasks any more, waiting or
// claimed (polled every 5 ms). Both systems settle a task after its body and keep no result. A round that ran another
// number of bodies than tasks is an error. Rounds alternate A B B A, so that a machine that slows down or warms up
// slows both. The interval of the ratio is Student's t over the logarithms of the ratios of neighbouring rounds.
//
//   npm run bench:peers -- --tasks 100000 --slots 100 --pairs 4

import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../src/broker/index.ts';
import { median, sortSamples, sum, tInterval } from '../../src/stats/index.ts';
import { formatNumber, formatRate, perSecond } from '../../src/units/index.ts';
import { findProgram, REDIS } from '../runner/programs.ts';
import { bullmqPeer } from './peers/bullmq-peer.ts';
import { drain, type Round } from './peers/drain.ts';
import { headcountPeer } from './peers/headcount-peer.ts';

interface Pair {
  readonly headcountPerSec: number;
  readonly bullmqPerSec: number;
}

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '100000' },
    slots: { type: 'string', default: '100' },
    pairs: { type: 'string', default: '4' },
  },
});

const round: Round = { tasks: wholeNumber('tasks', 1), slots: wholeNumber('slots', 1) };
const pairs = wholeNumber('pairs', 1);

function wholeNumber(name: keyof typeof values, least: number): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`--${name} wants a whole number of at least ${least}`);
  return value;
}

async function measure(): Promise<readonly Pair[]> {
  const binary = findProgram(REDIS.names);
  if (binary === undefined) throw new Error('this comparison needs redis-server on PATH');
  await using server = await startPrivateRedis(binary);
  const { hostname: host, port } = new URL(server.url);
  const address = { host, port: Number(port) };
  const redis = new Redis(address);
  const measured: Pair[] = [];
  try {
    for (let i = 0; i < pairs; i++) {
      const order = i % 2 === 0 ? [headcountPeer, bullmqPeer] : [bullmqPeer, headcountPeer];
      const perSec = new Map<string, number>();
      for (const peer of order) {
        perSec.set(peer.name, await drain(peer, address, redis, round));
        console.error(
          `pair ${i + 1} of ${pairs}: ${peer.name} ${formatRate(perSecond(perSec.get(peer.name) ?? 0))}`,
        );
      }
      measured.push({
        headcountPerSec: perSec.get(headcountPeer.name) ?? 0,
        bullmqPerSec: perSec.get(bullmqPeer.name) ?? 0,
      });
    }
  } finally {
    redis.disconnect();
  }
  return measured;
}

function middle(rates: readonly number[]): number {
  const estimate = median(sortSamples(rates));
  return estimate.kind === 'estimate' ? estimate.value : Number.NaN;
}

function ratioText(measured: readonly Pair[]): string {
  const logs = measured.map((pair) => Math.log(pair.headcountPerSec / pair.bullmqPerSec));
  const ratio = formatNumber(Math.exp(sum(logs) / logs.length));
  const interval = tInterval(logs);
  if (interval.kind === 'too-few') return `${ratio} (one pair gives no interval)`;
  return `${ratio} (95 % interval ${formatNumber(Math.exp(interval.low))} to ${formatNumber(Math.exp(interval.high))})`;
}

function report(measured: readonly Pair[]): void {
  const table = new Table({ head: ['', 'median', 'lowest', 'highest'], style: { head: [], border: [] } });
  const row = (name: string, rates: readonly number[]): void => {
    const cells = [middle(rates), Math.min(...rates), Math.max(...rates)];
    table.push([name, ...cells.map((rate) => formatRate(perSecond(rate)))]);
  };
  row(
    'headcount, async',
    measured.map((pair) => pair.headcountPerSec),
  );
  row(
    'BullMQ',
    measured.map((pair) => pair.bullmqPerSec),
  );
  console.log(
    `${formatNumber(round.tasks)} empty tasks, one worker of ${round.slots} slots, ${pairs} pairs of rounds`,
  );
  console.log(table.toString());
  console.log(`headcount / BullMQ: ${ratioText(measured)}`);
}

report(await measure());
