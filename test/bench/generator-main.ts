// `npm run bench:generator`: how late the load generator is and what it costs, at three rates in turn, seven times each:
// the figure in the middle, and below it the least and the greatest. Then its ceiling. A real generator process sends to a
// private Redis; in place of workers the queue is cut short, so that the machine's cores are left to the generator and the
// broker. CPU time a task is what to compare on a machine that does other things too.

import { readFileSync } from 'node:fs';
import Table from 'cli-table3';
import { connectBroker } from '../../src/broker/index.ts';
import { monotonicNs } from '../../src/measure/index.ts';
import { GeneratorPool } from '../../src/run/generator/generator-pool.ts';
import type { Generators } from '../../src/run/generator/generators.ts';
import {
  bytes,
  formatDuration,
  formatNumber,
  formatRatio,
  ms,
  perSecond,
  ratio,
} from '../../src/units/index.ts';
import { flatStream, type Workload } from '../../src/workload/index.ts';
import { startTestRedis } from '../redis-server.ts';
import { machine } from './peers/machine.ts';

const QUEUE = 'bench.generator';
const RATES = [2000, 20_000, 100_000];
/** Far above what any machine sends: the generator is as fast as it can be. */
const BEYOND = 2_000_000;
const SECONDS = 5;
const REPEATS = 7;
const PURGE_EVERY_MS = 100;

const workload: Workload = {
  tasks: [
    {
      name: 'fetch-page',
      kind: 'io',
      duration: { law: 'lognormal', medianMs: ms(15), sigma: 0.7 },
      weight: 1,
      queue: QUEUE,
      priority: 0,
      payloadBytes: bytes(0),
      failureRatio: ratio(0),
      allocateBytes: bytes(0),
      leakBytes: bytes(0),
    },
  ],
};

/** Time a process has had a core, from the kernel's account in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const PERCENTILES = ['p50Ms', 'p95Ms', 'p99Ms', 'maxMs'] as const;

interface Measured {
  readonly slip: Readonly<Record<(typeof PERCENTILES)[number], number>>;
  readonly cores: number;
  readonly cpuUsPerTask: number;
  readonly perSec: number;
}

async function measure(generators: Generators, ratePerSec: number, seconds: number): Promise<Measured> {
  const [pid = 0] = generators.pids;
  const streams = [flatStream(perSecond(ratePerSec), 'poisson', [0])];
  const startNs = monotonicNs() + 50e6;
  const endNs = startNs + seconds * 1e9;
  const fromCpuMs = cpuMs(pid);
  const ending = setTimeout(() => generators.cut(), seconds * 1000 + 50);
  const { sent, slip } = await generators.phase({ order: 'offer', startNs, endNs, streams });
  clearTimeout(ending);
  const usedMs = cpuMs(pid) - fromCpuMs;
  const tookMs = (monotonicNs() - startNs) / 1e6;
  if (slip === null) throw new Error('the generator kept no slip');
  return {
    slip: slip.summary,
    cores: usedMs / tookMs,
    cpuUsPerTask: (usedMs * 1000) / sent,
    perSec: sent / (tookMs / 1000),
  };
}

await using redis = await startTestRedis();
await using broker = await connectBroker(redis.url);
await using pool = new GeneratorPool(process.env, 1);
const generators = await pool.take();
await generators.open({
  system: 'headcount',
  load: { brokerUrl: redis.url, workload },
  seed: 1,
  cpuIterationsPerMs: 1,
});
const purging = setInterval(() => void broker.observer.purge([QUEUE]).catch(() => undefined), PURGE_EVERY_MS);

await measure(generators, RATES[1] ?? 1, 2);
const measured = new Map(RATES.map((rate) => [rate, new Array<Measured>()]));
for (let repeat = 0; repeat < REPEATS; repeat++)
  for (const [rate, some] of measured) some.push(await measure(generators, rate, SECONDS));

const table = new Table({
  head: ['rate', 'slip p50', 'slip p95', 'slip p99', 'slip max', 'cores', 'CPU a task'],
  colAligns: ['right', 'right', 'right', 'right', 'right', 'right', 'right'],
  style: { head: [], border: [] },
});
for (const [rate, some] of measured) {
  const spread = (of: (one: Measured) => number, format: (value: number) => string): string => {
    const sorted = some.map(of).toSorted((a, b) => a - b);
    const [least = 0, middle = 0, greatest = 0] = [0, sorted.length >> 1, -1].map((at) => sorted.at(at));
    return `${format(middle)}\n${format(least)} to ${format(greatest)}`;
  };
  table.push([
    `${formatNumber(rate)}/s`,
    ...PERCENTILES.map((name) =>
      spread(
        ({ slip }) => slip[name],
        (value) => formatDuration(ms(value)),
      ),
    ),
    spread(
      ({ cores }) => cores,
      (value) => formatRatio(ratio(value)),
    ),
    spread(
      ({ cpuUsPerTask }) => cpuUsPerTask,
      (value) => `${formatNumber(value)} µs`,
    ),
  ]);
}
const ceiling = await measure(generators, BEYOND, 3);
clearInterval(purging);
await generators.close();

console.log(machine());
console.log(table.toString());
console.log(
  `ceiling: ${formatNumber(ceiling.perSec)}/s on ${formatNumber(ceiling.cores)} cores (${formatNumber(ceiling.cpuUsPerTask)} µs of CPU a task)`,
);
