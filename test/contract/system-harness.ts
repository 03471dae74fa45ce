// What a test of a system has at hand: a private Redis, the collector's socket, the load port, and fleets that are gone
// after it.

import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import { kill } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { OwnBroker } from '../../src/broker/index.ts';
import { Deadline } from '../../src/lifecycle/index.ts';
import { monotonicNs, SampleReceiver, type SampleSink } from '../../src/measure/index.ts';
import type { Fleet, FleetSpec, GroupSpec, LoadPort, System } from '../../src/system/index.ts';
import { ms } from '../../src/units/index.ts';
import { planTasks, type TaskProfile, type Workload } from '../../src/workload/index.ts';
import { startTestRedis } from '../redis-server.ts';

/** Long enough for a loaded machine; a test that needs it all has failed. */
export const PATIENCE = ms(60_000);
export const QUEUE = 'contract.q';
const SEED = 7;
const LOOK_EVERY_MS = 10;

export interface TaskSample {
  readonly seq: number;
  readonly typeIndex: number;
  readonly failed: boolean;
  readonly worker: number;
  readonly intendedNs: number;
  readonly sentNs: number;
  readonly startedNs: number;
  readonly finishedNs: number;
}

export interface HandlingSample {
  readonly seq: number;
  readonly reservedNs: number;
  readonly settledNs: number;
}

/** Keeps every sample. */
class KeptSamples extends EventEmitter<{ readonly sample: [] }> implements SampleSink {
  readonly tasks: TaskSample[] = [];
  readonly handlings: HandlingSample[] = [];
  /** Sequence numbers of tasks that ran again after it. */
  readonly attempts: number[] = [];
  malformedCount = 0;

  task(
    seq: number,
    typeIndex: number,
    failed: boolean,
    worker: number,
    intendedNs: number,
    sentNs: number,
    startedNs: number,
    finishedNs: number,
  ): void {
    this.tasks.push({ seq, typeIndex, failed, worker, intendedNs, sentNs, startedNs, finishedNs });
    this.emit('sample');
  }

  handling(seq: number, _worker: number, reservedNs: number, settledNs: number): void {
    this.handlings.push({ seq, reservedNs, settledNs });
    this.emit('sample');
  }

  attempt(seq: number): void {
    this.attempts.push(seq);
  }

  loop(): void {}

  held(): void {}

  malformed(): void {
    this.malformedCount++;
  }

  forget(): void {
    this.tasks.length = 0;
    this.handlings.length = 0;
  }

  async until(there: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(PATIENCE);
    while (!there()) await once(this, 'sample', { signal });
  }
}

export class SystemHarness implements AsyncDisposable {
  readonly system: System;
  readonly broker: OwnBroker;
  readonly samples: KeptSamples;
  readonly raw: Redis;
  readonly #receiver: SampleReceiver;

  private constructor(system: System, broker: OwnBroker, samples: KeptSamples, receiver: SampleReceiver) {
    this.system = system;
    this.broker = broker;
    this.samples = samples;
    this.#receiver = receiver;
    this.raw = new Redis(broker.url, { disconnectTimeout: 0 });
  }

  static async open(system: System): Promise<SystemHarness> {
    const samples = new KeptSamples();
    return new SystemHarness(system, await startTestRedis(), samples, await SampleReceiver.listen(samples));
  }

  spec(workload: Workload, group: Partial<GroupSpec> = {}): FleetSpec {
    const whole = {
      name: 'w',
      workers: 1,
      queues: [QUEUE],
      pool: 'solo',
      concurrency: 1,
      prefetch: 2,
      ...group,
    };
    return {
      groups: [whole],
      brokerUrl: this.broker.url,
      workload,
      samplesPath: this.#receiver.path,
      readyTimeoutMs: PATIENCE,
    };
  }

  /** When the fleet is gone: what it told before has been read. */
  lastSamples(): Promise<void> {
    return this.#receiver.ended();
  }

  start(spec: FleetSpec): Promise<Fleet> {
    return this.system.startFleet(spec, new AbortController().signal);
  }

  /** Opens the system's load port and puts so many tasks of the workload on their queues. */
  async send(workload: Workload, count: number, iterationsPerMs = 1): Promise<LoadPort> {
    const port = await this.system.openLoad({ brokerUrl: this.broker.url, workload });
    const plan = planTasks(workload, SEED, { iterationsPerMs });
    for (let sent = 0; sent < count; sent++) port.add(plan.next(monotonicNs(), monotonicNs()));
    await port.flush();
    return port;
  }

  /** Resolves when so many tasks have run and their messages are settled. */
  async settled(count: number): Promise<void> {
    const { samples, system } = this;
    await samples.until(() => samples.tasks.length >= count);
    if (system.tellsHandling) await samples.until(() => samples.handlings.length >= count);
  }

  /** Keys on the broker that do not end by themselves. */
  async lastingKeys(): Promise<readonly string[]> {
    const keys = (await this.raw.keys('*')).toSorted();
    const ends = await Promise.all(keys.map((key) => this.raw.pexpiretime(key)));
    return keys.filter((_, index) => ends[index] === -1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.raw.disconnect();
    this.raw.stream?.destroy();
    await this.#receiver.close();
    await this.broker.stop();
  }
}

/** A task of the contract's queue; a noop unless said otherwise. */
export function profile(task: Partial<TaskProfile> = {}): TaskProfile {
  return {
    name: 'contract.task',
    kind: 'noop',
    duration: { law: 'constant', valueMs: ms(0) },
    weight: 1,
    queue: QUEUE,
    priority: 0,
    payloadBytes: 0 as TaskProfile['payloadBytes'],
    failureRatio: 0 as TaskProfile['failureRatio'],
    allocateBytes: 0 as TaskProfile['allocateBytes'],
    leakBytes: 0 as TaskProfile['leakBytes'],
    ...task,
  };
}

/** Resolves when none of these processes is left; rejects with those that stay. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  const deadline = Deadline.in(PATIENCE);
  while (pids.some(isAlive)) {
    assert.ok(!deadline.passed, `still running: ${pids.filter(isAlive).join(', ')}`);
    await setTimeout(LOOK_EVERY_MS);
  }
}

export function isAlive(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch {
    return false;
  }
}
