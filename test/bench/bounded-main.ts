// `npm run bench:bounded`: what a run keeps in memory does not grow with its length. Samples of as many tasks as asked for
// go through the real codec into the real collector, ledger and phase recorder, in the order of events of a fleet of four
// workers: some executed twice, a few lost, some whose worker never told, one long task among many short ones. Memory is
// read at the end, after a garbage collection, of a run of 100 thousand tasks and of the long one, each in a process of its
// own that has collected three million before. Fails when the long one has more than 10 % more.
//
//   npm run bench:bounded -- --tasks 10000000

import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import * as z from 'zod';
import { deferred } from '../../src/lifecycle/index.ts';
import {
  RECORD_BYTES,
  SampleDecoder,
  writeHandlingRecord,
  writeTaskRecord,
  writeWorkerRecord,
} from '../../src/measure/index.ts';
import { Collector } from '../../src/run/collect/collector.ts';
import type { FleetLayout } from '../../src/run/collect/fleet-layout.ts';
import { PhaseRecorder } from '../../src/run/collect/phase-recorder.ts';
import { random } from '../../src/stats/index.ts';
import { bytes, formatNumber, formatSize } from '../../src/units/index.ts';
import { machine, wholeNumber } from './peers/machine.ts';

const { values } = parseArgs({
  options: { tasks: { type: 'string', default: '10000000' }, only: { type: 'string' } },
});

const SHORT = 100_000;
const RATE_PER_SEC = 10_000;
/** Between two garbage collections. */
const GRACE_MS = 100;
const WARM_UPS = 30;
const GROWTH_LIMIT = 1.1;
const START_NS = 1e12;
const WORKERS = 4;
/** One task in so many is lost, has no handling sample, runs twice, is long. */
const LOST = 99_991;
const UNTOLD = 50_021;
const AGAIN = 10_007;
const LONG = 5003;

const layout: FleetLayout = {
  workers: Array.from({ length: WORKERS }, (_, index) => ({
    name: `web-${index}`,
    slots: 50,
    queues: ['default', 'mail'],
  })),
  tasks: [
    { name: 'fetch', queue: 'default' },
    { name: 'send', queue: 'mail' },
  ],
};

class Feed {
  readonly collector = new Collector({ layout, expectsHandling: true });
  readonly #connections = layout.workers.map((_, worker) => this.#connect(worker));
  readonly #draw = random(1).stream('feed');
  readonly #record = new Uint8Array(RECORD_BYTES);
  readonly #view = new DataView(this.#record.buffer);

  constructor(tasks: number) {
    const endNs = START_NS + (tasks / RATE_PER_SEC) * 1e9;
    this.collector.addPhase(new PhaseRecorder('rate', START_NS, endNs, layout.tasks.length));
  }

  /** The samples of one task, as its worker and its slot send them. */
  task(seq: number): void {
    if (seq % LOST === LOST - 1) return;
    const connection = this.#connections[seq % WORKERS];
    const intendedNs = START_NS + (seq / RATE_PER_SEC) * 1e9;
    const sentNs = intendedNs + 2e5 * this.#draw.next();
    const reservedNs = sentNs + 2e6 * this.#draw.next();
    const startedNs = reservedNs + 5e6 * this.#draw.next();
    const finishedNs = startedNs + (seq % LONG === 0 ? 5e9 : 3e7 * this.#draw.next());
    const executions = seq % AGAIN === 0 ? 2 : 1;
    for (let execution = 0; execution < executions; execution++) {
      writeTaskRecord(this.#view, 0, seq, seq & 1, false, 1, intendedNs, sentNs, startedNs, finishedNs);
      connection?.push(this.#record);
    }
    if (seq % UNTOLD === 0) return;
    writeHandlingRecord(this.#view, 0, seq, 1, reservedNs, finishedNs + 1e6);
    connection?.push(this.#record);
  }

  #connect(worker: number): SampleDecoder {
    const decoder = new SampleDecoder(this.collector);
    const record = new Uint8Array(RECORD_BYTES);
    writeWorkerRecord(new DataView(record.buffer), 0, worker, 1);
    decoder.push(record);
    return decoder;
  }
}

const ended = z.object({
  heapBytes: z.number(),
  buffersBytes: z.number(),
  rssBytes: z.number(),
  microsPerTask: z.number(),
  account: z.string(),
});
type Ended = z.infer<typeof ended>;

/** A whole run in a process of its own, as its predecessor's garbage would count as its memory. */
async function inOwnProcess(tasks: number): Promise<Ended> {
  const child = fork(process.argv[1] ?? '', ['--only', String(tasks)]);
  const told = deferred<unknown>();
  child.once('message', told.resolve);
  child.once('exit', () => told.reject(new Error(`the process of ${tasks} tasks ended without a word`)));
  const answer = ended.parse(await told.promise);
  child.disconnect();
  return answer;
}

async function runOne(tasks: number): Promise<Ended> {
  // The engine grows its young generation in the first seconds of any process, however little is kept.
  for (let round = 0; round < WARM_UPS; round++) fill(SHORT);
  return measure(tasks);
}

function fill(tasks: number): Feed {
  const feed = new Feed(tasks);
  for (let seq = 0; seq < tasks; seq++) feed.task(seq);
  return feed;
}

async function measure(tasks: number): Promise<Ended> {
  const cpu = process.cpuUsage();
  const feed = fill(tasks);
  const { user, system } = process.cpuUsage(cpu);
  await collectGarbage();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  const { joins, ledger } = feed.collector;
  return {
    heapBytes: heapUsed,
    buffersBytes: arrayBuffers,
    rssBytes: rss,
    microsPerTask: (user + system) / tasks,
    account: `ledger ${JSON.stringify(ledger.counts)} in ${ledger.pages} pages; joined ${JSON.stringify(joins)}`,
  };
}

/** Twice: buffers of what the first round found are freed after it. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this engine does not expose its garbage collector');
  for (let round = 0; round < 2; round++) {
    Reflect.apply(collect, undefined, []);
    await pause(GRACE_MS);
  }
}

async function compare(): Promise<void> {
  const short = await inOwnProcess(SHORT);
  const long = await inOwnProcess(wholeNumber('tasks', values.tasks, SHORT));
  const table = new Table({
    head: ['tasks', 'heap', 'buffers', 'RSS', 'CPU, us/task'],
    style: { head: [], border: [] },
  });
  const size = (value: number): string => formatSize(bytes(value));
  for (const [count, run] of [
    [String(SHORT), short],
    [values.tasks, long],
  ] as const) {
    table.push([
      count,
      size(run.heapBytes),
      size(run.buffersBytes),
      size(run.rssBytes),
      formatNumber(run.microsPerTask),
    ]);
  }
  console.log(machine());
  console.log(table.toString());
  console.log(long.account);
  const kept = ({ heapBytes, buffersBytes }: Ended): number => heapBytes + buffersBytes;
  const growth = { kept: kept(long) / kept(short), rss: long.rssBytes / short.rssBytes };
  console.log(`heap and buffers x${growth.kept.toFixed(3)}, RSS x${growth.rss.toFixed(3)}`);
  if (growth.kept > GROWTH_LIMIT || growth.rss > GROWTH_LIMIT) process.exitCode = 1;
}

if (values.only === undefined) await compare();
else process.send?.(await runOne(wholeNumber('only', values.only, SHORT)));
