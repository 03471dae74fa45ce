// `npm run bench:peers`: empty tasks a second, headcount against BullMQ and Celery, side by side on this machine.
//
// Each round fills the queue of one private redis-server with N empty tasks, starts one worker with S slots (prefork:
// two children), and takes the time from the first task body to the moment the server holds none of the tasks any
// more, waiting or claimed (polled every 5 ms). All systems settle a task after its body and keep no result. A round
// that ran another number of bodies than tasks is an error. Celery, some forty times slower, gets a twentieth of the
// tasks. The order of the systems is turned around from round to round, so that a machine that slows down or warms up
// slows all. Intervals are Student's t over the logarithms of the ratios of the same round. Without Celery (Debian's
// python3-celery, python3-gevent and python3-eventlet) its rows are left out.
//
//   npm run bench:peers -- --tasks 100000 --slots 100 --rounds 4 --only headcount,BullMQ
//
// Prefork is compared twice: with Celery's default prefetch of 4 a child, where on both sides waking the next process
// costs more than the task, and with 64, as suits tasks this short.

import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../src/broker/index.ts';
import { formatNumber, formatRate, perSecond } from '../../src/units/index.ts';
import { findProgram, REDIS } from '../runner/programs.ts';
import { bullmqPeer } from './peers/bullmq-peer.ts';
import { CELERY_POOLS, celeryPeer, findCelery } from './peers/celery-peer.ts';
import { drain } from './peers/drain.ts';
import { headcountPeer } from './peers/headcount-peer.ts';
import { machine, wholeNumber } from './peers/machine.ts';
import type { Peer } from './peers/peer.ts';
import { middle, ratioText } from './peers/ratios.ts';

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '100000' },
    slots: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
  },
});
const tasks = wholeNumber('tasks', values.tasks, 20);
const slots = wholeNumber('slots', values.slots, 1);
const rounds = wholeNumber('rounds', values.rounds, 1);

const CHILDREN = 2;
const LARGE_PREFETCH = 64;
const CELERY_SHARE = 20;

const celery = findCelery();
const peers: readonly Peer[] = [
  headcountPeer('async'),
  headcountPeer('prefork'),
  headcountPeer('prefork', LARGE_PREFETCH),
  bullmqPeer,
  ...(celery === undefined ? [] : celeryPeers(celery.python)),
].filter(({ name }) => values.only.split(',').some((wanted) => name.includes(wanted)));

function celeryPeers(python: string): readonly Peer[] {
  return [
    ...CELERY_POOLS.map((pool) => celeryPeer(python, pool)),
    celeryPeer(python, 'prefork', LARGE_PREFETCH),
  ];
}

type Rates = ReadonlyMap<string, readonly number[]>;

async function measure(): Promise<Rates> {
  const binary = findProgram(REDIS.names);
  if (binary === undefined) throw new Error('this comparison needs redis-server on PATH');
  await using server = await startPrivateRedis(binary);
  const { hostname: host, port } = new URL(server.url);
  const address = { host, port: Number(port) };
  const redis = new Redis(address);
  const rates = new Map<string, number[]>(peers.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const peer of round % 2 === 0 ? peers : peers.toReversed()) {
        const rate = await drain(peer, address, redis, {
          tasks: peer.name.startsWith('Celery') ? Math.ceil(tasks / CELERY_SHARE) : tasks,
          slots: peer.name.includes('prefork') ? CHILDREN : slots,
        });
        rates.get(peer.name)?.push(rate);
        console.error(`round ${round + 1} of ${rounds}: ${peer.name} ${formatRate(perSecond(rate))}`);
      }
    }
  } finally {
    redis.disconnect();
  }
  return rates;
}

function compare(rates: Rates, label: string, a: string, b: string | undefined): void {
  const ours = rates.get(a);
  const theirs = rates.get(b ?? '');
  if (ours !== undefined && theirs !== undefined) console.log(`${label}: ${ratioText(ours, theirs)}`);
}

function report(rates: Rates): void {
  const table = new Table({ head: ['', 'median', 'lowest', 'highest'], style: { head: [], border: [] } });
  for (const [name, figures] of rates) {
    const cells = [middle(figures), Math.min(...figures), Math.max(...figures)];
    table.push([name, ...cells.map((rate) => formatRate(perSecond(rate)))]);
  }
  console.log(
    `${formatNumber(tasks)} empty tasks, one worker of ${slots} slots, ${rounds} rounds; ${machine()}`,
  );
  console.log(table.toString());
  const ofCelery = [...rates].filter(([name]) => name.startsWith('Celery'));
  const best = ofCelery.toSorted((a, b) => middle(b[1]) - middle(a[1]))[0]?.[0];
  compare(rates, 'headcount async / BullMQ', 'headcount async', 'BullMQ');
  compare(rates, `headcount async / Celery's best (${best})`, 'headcount async', best);
  compare(rates, 'headcount prefork 2 / Celery prefork 2', 'headcount prefork', 'Celery prefork');
  const large = `, prefetch ${LARGE_PREFETCH}`;
  compare(
    rates,
    `headcount prefork 2 / Celery prefork 2${large}`,
    `headcount prefork${large}`,
    `Celery prefork${large}`,
  );
  if (celery === undefined) console.log('no Celery was found: its rows are missing');
}

report(await measure());
