// `npm run bench:recording`: what measuring costs the measured. Trials in pairs, with and without recording: the same
// worker, the same tasks; the one runs the application that `headcount run` starts, with the real collector at the other
// end, the other the same tasks without stamps and samples. The order within the pairs alternates (ABBA), so that a
// machine that slows down slows both. The share of throughput that is left with its interval: Student's t over the
// logarithms of the ratios of the pairs. CPU times tell the same where other work on the machine blurs the rates.
//
//   npm run bench:recording -- --pairs 8 --only empty

import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../src/broker/index.ts';
import { bytes, formatNumber, formatRate, ms, perSecond, ratio } from '../../src/units/index.ts';
import { calibrateCpu, type TaskProfile } from '../../src/workload/index.ts';
import { findProgram, REDIS } from '../runner/programs.ts';
import { machine, wholeNumber } from './peers/machine.ts';
import { middle, ratioText } from './peers/ratios.ts';
import { runTrial, type Bench, type Case, type Figures } from './recording/trial.ts';

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '6' }, only: { type: 'string', default: '' } },
});
const pairs = wholeNumber('pairs', values.pairs, 1);

const PROFILE: TaskProfile = {
  name: 'measured',
  kind: 'noop',
  duration: { law: 'constant', valueMs: ms(0) },
  weight: 1,
  queue: 'recording',
  priority: 0,
  payloadBytes: bytes(0),
  failureRatio: ratio(0),
  allocateBytes: bytes(0),
  leakBytes: bytes(0),
};
const oneMs = { law: 'constant', valueMs: ms(1) } as const;
const cases: readonly Case[] = [
  { name: 'empty, async 100', profile: PROFILE, tasks: 300_000, pool: 'async', slots: 100 },
  { name: 'empty, prefork 1', profile: PROFILE, tasks: 150_000, pool: 'prefork', slots: 1 },
  {
    name: '1 ms I/O, async 100',
    profile: { ...PROFILE, kind: 'io', duration: oneMs },
    tasks: 200_000,
    pool: 'async',
    slots: 100,
  },
  {
    name: '1 ms cpu, solo',
    profile: { ...PROFILE, kind: 'cpu', duration: oneMs },
    tasks: 2500,
    pool: 'solo',
    slots: 1,
  },
];

interface Pair {
  readonly recorded: Figures;
  readonly silent: Figures;
}

async function measure(bench: Bench, one: Case): Promise<readonly Pair[]> {
  const measured: Pair[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const first = await runTrial(bench, one, pair % 2 === 0);
    const second = await runTrial(bench, one, pair % 2 === 1);
    measured.push(pair % 2 === 0 ? { recorded: first, silent: second } : { recorded: second, silent: first });
  }
  return measured;
}

function row(one: Case, measured: readonly Pair[]): readonly string[] {
  const recorded = (pick: (figures: Figures) => number): number[] =>
    measured.map((pair) => pick(pair.recorded));
  const silent = (pick: (figures: Figures) => number): number[] => measured.map((pair) => pick(pair.silent));
  const rate = ({ tasksPerSec }: Figures): number => tasksPerSec;
  const workerCpu = ({ workerMicrosPerTask }: Figures): number => workerMicrosPerTask;
  const extra = (pick: (figures: Figures) => number): string =>
    formatNumber(middle(measured.map((pair) => pick(pair.recorded) - pick(pair.silent))));
  return [
    one.name,
    formatRate(perSecond(middle(silent(rate)))),
    formatRate(perSecond(middle(recorded(rate)))),
    ratioText(recorded(rate), silent(rate)),
    ratioText(recorded(workerCpu), silent(workerCpu)),
    extra(workerCpu),
    extra((figures) => figures.collectorMicrosPerTask),
  ];
}

const binary = findProgram(REDIS.names);
if (binary === undefined) throw new Error('this measurement needs redis-server on PATH');
await using server = await startPrivateRedis(binary);
const { hostname: host, port } = new URL(server.url);
const redis = new Redis(server.url);
const { iterationsPerMs } = calibrateCpu();
const table = new Table({
  head: [
    ...['tasks', 'silent', 'recorded', 'recorded / silent'],
    ...['worker CPU, recorded / silent', 'worker CPU, us/task more', 'collector CPU, us/task more'],
  ],
  style: { head: [], border: [] },
});
try {
  const bench = { address: { host, port: Number(port) }, redis, iterationsPerMs };
  for (const one of cases.filter(({ name }) => name.includes(values.only))) {
    table.push([...row(one, await measure(bench, one))]);
  }
} finally {
  redis.disconnect();
}
console.log(`${pairs} pairs; ${machine()}`);
console.log(table.toString());
