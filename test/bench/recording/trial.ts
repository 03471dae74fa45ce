// One trial of the recording's cost: fill a queue, start one worker with or without recording, and see how fast the queue
// empties and what CPU the worker and the collector used meanwhile.

import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuUsage } from 'node:process';
import type { Redis } from 'ioredis';
import { monotonicNs, SampleReceiver } from '../../../src/measure/index.ts';
import { readChildPids, readProcess } from '../../../src/measure/process-figures.ts';
import { Collector } from '../../../src/run/collect/collector.ts';
import { PhaseRecorder } from '../../../src/run/collect/phase-recorder.ts';
import { createSystem } from '../../../src/system/index.ts';
import { syntheticEnvironment, workerEnvironment } from '../../../src/system/synthetic-environment.ts';
import { ms } from '../../../src/units/index.ts';
import { planTasks, type TaskProfile } from '../../../src/workload/index.ts';
import { BenchWorker } from '../peers/bench-worker.ts';
import { PROGRAM } from '../peers/headcount-peer.ts';
import { brokerUrl, total, type RedisAddress } from '../peers/peer.ts';

const RECORDING_APP = fileURLToPath(
  new URL('../../../src/system/headcount/synthetic-app-main.js', import.meta.url),
);
const SILENT_APP = fileURLToPath(new URL('./silent-app-main.js', import.meta.url));
const POLL_MS = 2;
const LIMIT_MS = 120_000;
const HOUR_NS = 3600e9;

export interface Case {
  readonly name: string;
  readonly profile: TaskProfile;
  readonly tasks: number;
  readonly pool: 'solo' | 'async' | 'prefork';
  readonly slots: number;
}

export interface Figures {
  readonly tasksPerSec: number;
  readonly workerMicrosPerTask: number;
  /** Of the process that collects; it also polls the queue, with and without recording. */
  readonly collectorMicrosPerTask: number;
}

export interface Bench {
  readonly address: RedisAddress;
  readonly redis: Redis;
  readonly iterationsPerMs: number;
}

export async function runTrial(bench: Bench, one: Case, recording: boolean): Promise<Figures> {
  await bench.redis.flushall();
  await preload(bench, one);
  const collector = collectorOf(one);
  await using receiver = await SampleReceiver.listen(collector);
  const workload = { tasks: [one.profile] };
  const spec = { groups: [], brokerUrl: brokerUrl(bench.address), workload, samplesPath: receiver.path };
  Object.assign(process.env, syntheticEnvironment({ ...spec, readyTimeoutMs: ms(0) }), workerEnvironment(0));
  await using worker = await BenchWorker.start(command(bench, one, recording ? RECORDING_APP : SILENT_APP));
  const figures = await timeDrain(bench, one, worker);
  await worker.stop();
  const booked = collector.ledger.accounted;
  if (booked !== (recording ? one.tasks : 0))
    throw new Error(`${booked} of ${one.tasks} tasks were recorded`);
  return figures;
}

function collectorOf({ profile, slots }: Case): Collector {
  const { name, queue } = profile;
  const layout = { workers: [{ name: 'web', slots, queues: [queue] }], tasks: [{ name, queue }] };
  const collector = new Collector({ layout, expectsHandling: true });
  const nowNs = monotonicNs();
  collector.addPhase(new PhaseRecorder('saturate', nowNs, nowNs + HOUR_NS, 1));
  return collector;
}

async function preload({ address, iterationsPerMs }: Bench, { profile, tasks }: Case): Promise<void> {
  const workload = { tasks: [profile] };
  await using port = await createSystem('headcount', {}).openLoad({
    brokerUrl: brokerUrl(address),
    workload,
  });
  const plan = planTasks(workload, 1, { iterationsPerMs });
  for (let added = 1; added <= tasks; added++) {
    const nowNs = monotonicNs();
    port.add(plan.next(nowNs, nowNs));
    if (added % 1000 === 0 || added === tasks) await port.flush();
  }
}

function command({ address }: Bench, { profile, pool, slots }: Case, app: string) {
  const args = [
    ...[PROGRAM, 'worker', '-A', app, '-b', brokerUrl(address), '-Q', profile.queue],
    ...['-P', pool, '-c', String(slots), '--prefetch-multiplier', '4', '-l', 'error'],
  ];
  return { file: process.execPath, args };
}

async function timeDrain(bench: Bench, one: Case, worker: BenchWorker): Promise<Figures> {
  const giveUpAt = performance.now() + LIMIT_MS;
  let began:
    | { readonly atNs: number; readonly left: number; readonly cpuMs: number; readonly own: number }
    | undefined;
  while (performance.now() < giveUpAt) {
    const left = await remaining(bench.redis, one.profile.queue);
    // The first third warms the worker up: V8 compiles what it records with as well, and that is over soon.
    if (began === undefined && left <= (2 / 3) * one.tasks) {
      began = { atNs: monotonicNs(), left, cpuMs: cpuMsOf(worker.pid), own: ownMs() };
    }
    if (left === 0 && began !== undefined) {
      return {
        tasksPerSec: began.left / ((monotonicNs() - began.atNs) / 1e9),
        workerMicrosPerTask: (1000 * (cpuMsOf(worker.pid) - began.cpuMs)) / began.left,
        collectorMicrosPerTask: (1000 * (ownMs() - began.own)) / began.left,
      };
    }
    worker.mustRun();
    await pause(POLL_MS);
  }
  throw new Error(`${one.name} did not empty its queue in ${LIMIT_MS / 1000} s`);
}

async function remaining(redis: Redis, queue: string): Promise<number> {
  return total(await redis.pipeline().llen(queue).hlen('unacked').exec());
}

function cpuMsOf(pid: number): number {
  const figures = readProcess(pid);
  if (figures === undefined) throw new Error('the worker is gone');
  const children = readChildPids(pid).reduce((sum, child) => sum + cpuMsOf(child), 0);
  return figures.userMs + figures.systemMs + children;
}

function ownMs(): number {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
}
