// `npm run bench:drain`: does `headcount run` measure what a stopwatch measures? For each system the empty tasks a second of
// one worker, three times: the time it takes to drain a full queue (as in `npm run bench:peers`); the same while a plain
// producer in a process of its own keeps the queue full; and the capacity that a scenario of the same setting finds, whose
// queue is kept full by a generator. The first two have no part of the toolkit in them. Round by round, in turned order.
//
// The scenario must be within the tolerance of the fed drain, which is the same work; exit code 1 when one is not. Beside it
// stands what feeding alone costs: on two cores, with a system whose producer loads Redis as BullMQ's does, that is a lot.
// Without Celery its rows are left out, and the last line says so.
//
//   npm run bench:drain -- --rounds 5 --tasks 100000 --seconds 5 --only BullMQ --tolerance 0.1

import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../src/broker/index.ts';
import { formatNumber, formatRate, perSecond } from '../../src/units/index.ts';
import { findProgram, REDIS } from '../runner/programs.ts';
import { bullmqPeer } from './peers/bullmq-peer.ts';
import { CELERY_POOLS, celeryPeer, findCelery } from './peers/celery-peer.ts';
import { drain, type Round } from './peers/drain.ts';
import { headcountPeer } from './peers/headcount-peer.ts';
import { machine, wholeNumber } from './peers/machine.ts';
import { measuredRate, type RunSetting } from './peers/measured-run.ts';
import type { Peer } from './peers/peer.ts';
import { middle, ratioText } from './peers/ratios.ts';

const { values } = parseArgs({
  options: {
    tasks: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    tolerance: { type: 'string', default: '0.1' },
  },
});
const tasks = wholeNumber('tasks', values.tasks, 20);
const seconds = wholeNumber('seconds', values.seconds, 1);
const rounds = wholeNumber('rounds', values.rounds, 1);
const tolerance = Number(values.tolerance);
if (!(tolerance > 0)) throw new Error('--tolerance wants a share above 0, such as 0.1');

const SLOTS = 100;
const CHILDREN = 2;
/** What the workers of the drain are started with. */
const PREFETCH = 4;
/** Celery, some forty times slower, drains a part of the tasks. */
const CELERY_SHARE = 20;

interface Subject {
  readonly peer: Peer;
  readonly tasks: number;
  readonly setting: RunSetting;
}

type Rates = Readonly<Record<'drained' | 'fed' | 'measured', number[]>>;

const celery = findCelery();
const subjects: readonly Subject[] = [
  subject(headcountPeer('async'), 'headcount', 'async'),
  subject(headcountPeer('prefork'), 'headcount', 'prefork'),
  subject(bullmqPeer, 'bullmq', 'async'),
  ...(celery === undefined
    ? []
    : CELERY_POOLS.map((pool) => subject(celeryPeer(celery.python, pool), 'celery', pool))),
].filter(({ peer }) => values.only.split(',').some((wanted) => peer.name.includes(wanted)));

function subject(peer: Peer, system: RunSetting['system'], pool: string): Subject {
  const slots = { solo: 1, prefork: CHILDREN }[pool] ?? SLOTS;
  const count = system === 'celery' ? Math.ceil(tasks / CELERY_SHARE) : tasks;
  return { peer, tasks: count, setting: { system, pool, slots, prefetch: PREFETCH, seconds } };
}

async function measure(): Promise<ReadonlyMap<Subject, Rates>> {
  const binary = findProgram(REDIS.names);
  if (binary === undefined) throw new Error('this comparison needs redis-server on PATH');
  const all = new Map<Subject, Rates>(subjects.map((one) => [one, { drained: [], fed: [], measured: [] }]));
  for (let round = 0; round < rounds; round++) {
    for (const [one, rates] of round % 2 === 0 ? all : [...all].toReversed()) {
      rates.drained.push(await drainOnce(binary, one, {}));
      rates.fed.push(await drainOnce(binary, one, { fed: formatOf(one) }));
      rates.measured.push(await measuredRate(one.setting));
      const last = Object.entries(rates).map(([what, of]) => `${what} ${rateText(of.at(-1))}`);
      console.error(`round ${round + 1} of ${rounds}: ${one.peer.name} ${last.join(', ')}`);
    }
  }
  return all;
}

function formatOf({ setting }: Subject): NonNullable<Round['fed']> {
  return setting.system === 'bullmq' ? 'bullmq' : 'celery';
}

function rateText(rate = Number.NaN): string {
  return formatRate(perSecond(rate));
}

async function drainOnce(
  binary: string,
  { peer, tasks: count, setting }: Subject,
  how: Pick<Round, 'fed'>,
): Promise<number> {
  await using server = await startPrivateRedis(binary);
  const { hostname: host, port } = new URL(server.url);
  const address = { host, port: Number(port) };
  const redis = new Redis(address);
  try {
    return await drain(peer, address, redis, { tasks: count, slots: setting.slots, ...how });
  } finally {
    redis.disconnect();
  }
}

function report(all: ReadonlyMap<Subject, Rates>): void {
  const head = ['', 'slots', 'drained', 'fed', 'measured', 'fed / drained', 'measured / fed', ''];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const [{ peer, setting }, { drained, fed, measured }] of all) {
    const agrees = Math.abs(middle(measured) / middle(fed) - 1) <= tolerance;
    if (!agrees) process.exitCode = 1;
    const rates = [drained, fed, measured].map((figures) => rateText(middle(figures)));
    const ratios = [ratioText(fed, drained), ratioText(measured, fed)];
    table.push([peer.name, setting.slots, ...rates, ...ratios, agrees ? 'agrees' : 'DIFFERS']);
  }
  console.log(`empty tasks a second, one worker, median of ${rounds} rounds; ${machine()}`);
  console.log(table.toString());
  console.log(`agrees: measured within ${formatNumber(tolerance * 100)} % of the fed drain`);
  if (celery === undefined) console.log('no Celery was found: its rows are missing');
}

report(await measure());
