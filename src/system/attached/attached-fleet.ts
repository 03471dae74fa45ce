// A fleet that others started, for the time of a trial: its events are switched on and listened to, and put back
// afterwards. No worker is started, stopped or told anything else.

import { existsSync } from 'node:fs';
import {
  connectBroker,
  decodeEvents,
  EVENT_CHANNELS,
  readTaskEvent,
  type Broker,
  type CeleryEvent,
  type Listening,
} from '../../broker/index.ts';
import { HeadcountError } from '../../errors/index.ts';
import type { Deadline } from '../../lifecycle/index.ts';
import { monotonicNs, processFamily } from '../../measure/index.ts';
import { formatDuration, ms } from '../../units/index.ts';
import { RemoteControl } from '../../worker/index.ts';
import type { AttachedFacts, Fleet, FleetSpec, FleetWorker, TaskFailures, WorkerDeath } from '../contract.ts';
import { EventStamps } from './event-stamps.ts';
import { EventSwitch } from './event-switch.ts';
import { HeartWatch } from './heart-watch.ts';
import type { RunningWorker } from './running-worker.ts';
import { SamplePipe } from './sample-pipe.ts';
import { readWallClock } from './wall-clock.ts';
import { WorkerClocks } from './worker-clocks.ts';

/** Between two looks for workers that are gone. */
const LOOK_EVERY_MS = 1000;

/** Throws NO_REPLY when a worker does not confirm that it sends events. */
export async function attachFleet(
  spec: FleetSpec,
  running: readonly RunningWorker[],
  shared: boolean,
): Promise<Fleet> {
  const broker = await connectBroker(spec.brokerUrl);
  const fleet = new AttachedFleet(broker, spec, running, shared);
  try {
    await fleet.listen();
    return fleet;
  } catch (error) {
    await fleet.kill();
    throw error;
  }
}

class AttachedFleet implements Fleet {
  readonly workers: readonly FleetWorker[];
  readonly slots: number;
  readonly deaths: WorkerDeath[] = [];
  readonly #broker: Broker;
  readonly #remote: RemoteControl;
  readonly #switch: EventSwitch;
  readonly #pipe: SamplePipe;
  readonly #stamps: EventStamps;
  readonly #wall = readWallClock();
  readonly #clocks = new WorkerClocks(this.#wall);
  readonly #spec: FleetSpec;
  readonly #shared: boolean;
  readonly #failed: number[];
  readonly #running: readonly RunningWorker[];
  readonly #hearts = new HeartWatch();
  #looking: NodeJS.Timeout | undefined;
  #listening: Listening | undefined;
  #onDeath: ((death: WorkerDeath) => void) | undefined;
  #ended: Promise<void> | undefined;

  constructor(broker: Broker, spec: FleetSpec, running: readonly RunningWorker[], shared: boolean) {
    this.#broker = broker;
    this.#spec = spec;
    this.#shared = shared;
    this.#running = running;
    this.#remote = new RemoteControl(broker.signals);
    this.#switch = new EventSwitch(this.#remote);
    this.#pipe = new SamplePipe(spec.samplesPath);
    this.#failed = spec.workload.tasks.map(() => 0);
    this.workers = running.map(({ node, pid }) => ({ name: node, group: node, pid }));
    this.slots = running.reduce((sum, { slots }) => sum + slots, 0);
    this.#stamps = new EventStamps({
      seats: new Map(running.map(({ node }, index) => [node, index])),
      toNs: (node, epochMs) =>
        this.#wall.toMonotonicNs(epochMs + (this.#clocks.estimate(node)?.correctionMs ?? 0)),
      pipe: this.#pipe,
      mark: spec.attached?.mark ?? 0,
      beganNs: monotonicNs(),
      onFailure: (typeIndex) => {
        this.#failed[typeIndex] = (this.#failed[typeIndex] ?? 0) + 1;
      },
    });
  }

  async listen(): Promise<void> {
    const nodes = this.workers.map(({ name }) => name);
    this.#listening = await this.#broker.signals.listen(EVENT_CHANNELS, (_channel, text) => this.#hear(text));
    const silent = await this.#switch.on(nodes);
    if (silent.length > 0)
      throw new HeadcountError('NO_REPLY', `${silent.join(', ')} did not confirm that events are on`, {
        hint: 'Without its events a worker cannot be measured from outside. Check that it takes remote control.',
      });
    await this.#clocks.measure(this.#remote, nodes);
    this.#looking = setInterval(() => this.#lookForDead(), LOOK_EVERY_MS);
  }

  get failures(): readonly TaskFailures[] {
    return this.#spec.workload.tasks.flatMap(({ name }, index) => {
      const count = this.#failed[index] ?? 0;
      return count === 0 ? [] : [{ task: name, count, last: 'see the log of its worker' }];
    });
  }

  get attached(): AttachedFacts {
    const errors = this.workers.map(({ name, pid }) =>
      pid > 0 ? 0 : (this.#clocks.estimate(name)?.errorMs ?? Number.POSITIVE_INFINITY),
    );
    const { foreignTasks, strayedTasks } = this.#stamps;
    return { clockErrorMs: ms(Math.max(0, ...errors)), foreignTasks, strayedTasks, shared: this.#shared };
  }

  onDeath(callback: (death: WorkerDeath) => void): void {
    this.#onDeath = callback;
  }

  /** Whoever replaces workers here is not us. */
  onReplaced(): void {}

  processes(name: string): readonly number[] {
    const worker = this.workers.find((one) => one.name === name);
    return worker === undefined || worker.pid === 0 ? [] : processFamily(worker.pid);
  }

  killWorker(name: string): Promise<void> {
    return Promise.reject(new HeadcountError('BUG', `${name} is not ours to kill`));
  }

  replaceWorker(name: string): Promise<FleetWorker> {
    return Promise.reject(new HeadcountError('BUG', `${name} is not ours to replace`));
  }

  /** Lets go of the workers; they go on. */
  stop(_deadline: Deadline): Promise<void> {
    return (this.#ended ??= this.#letGo());
  }

  kill(): Promise<void> {
    return (this.#ended ??= this.#letGo());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #letGo(): Promise<void> {
    clearInterval(this.#looking);
    try {
      await this.#switch.back();
    } finally {
      try {
        await this.#remote[Symbol.asyncDispose]();
      } finally {
        await this.#listening?.stop();
        await this.#pipe.close();
        await this.#broker.close();
      }
    }
  }

  #hear(text: string): void {
    const decoded = decodeEvents(text);
    if (decoded.kind === 'malformed') return;
    for (const event of decoded.events) this.#hearOne(event);
  }

  #hearOne(event: CeleryEvent): void {
    this.#hearts.hear(event.hostname, Date.now(), event.type === 'worker-heartbeat', event['freq']);
    const task = readTaskEvent(event);
    if (task !== undefined) this.#stamps.hear(task);
    else if (event.type === 'worker-heartbeat') this.#clocks.hear(event);
    else if (event.type === 'worker-offline') this.#lose(event.hostname, 'stopped by whoever started it');
  }

  // Whoever was killed says no word of it. A solo worker is silent while it works.
  #lookForDead(): void {
    const silent = this.#hearts.takeSilent(Date.now());
    for (const { node, pid, pool } of this.#running) {
      const silentMs = silent.get(node);
      if (pid > 0 && !existsSync(`/proc/${pid}`)) this.#lose(node, 'its process gone');
      else if (pid === 0 && pool !== 'solo' && silentMs !== undefined)
        this.#lose(node, `no heartbeat for ${formatDuration(ms(silentMs))}`);
    }
  }

  #lose(node: string, how: string): void {
    const worker = this.workers.find(({ name }) => name === node);
    const isKnown = this.deaths.some(({ name }) => name === node);
    if (worker === undefined || isKnown || this.#ended !== undefined) return;
    const death: WorkerDeath = { name: node, pid: worker.pid, how, lastLines: [] };
    this.deaths.push(death);
    this.#onDeath?.(death);
  }
}
