// What is done to the workers and to the broker, one thing at a time, by seeded chance.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../src/stats/index.ts';
import type { DurableRedis } from './durable-redis.ts';
import { signal, type Fleet } from './fleet.ts';

export const EVENTS = [
  'kill-child',
  'kill-worker',
  'rolling-restart',
  'restart-broker',
  'pause-worker',
] as const;
export type ChaosEvent = (typeof EVENTS)[number];

const WEIGHTS: Readonly<Record<ChaosEvent, number>> = {
  'kill-child': 8,
  'kill-worker': 3,
  'rolling-restart': 1,
  'restart-broker': 2,
  'pause-worker': 1,
};

/** Longer than a worker's key lives, so that only its connections show that it does. */
const PAUSE_MS = 7_000;

export interface ChaosParts {
  readonly random: Random;
  readonly fleet: Fleet;
  readonly broker: DurableRedis;
  readonly events: readonly ChaosEvent[];
  /** Runs while nothing is on its way to the broker. */
  readonly quietly: (work: () => Promise<void>) => Promise<void>;
}

export class Chaos {
  readonly counts = new Map<ChaosEvent, number>();
  readonly #parts: ChaosParts;
  readonly #paused = new Map<string, Promise<void>>();

  constructor(parts: ChaosParts) {
    this.#parts = parts;
  }

  async next(): Promise<void> {
    const event = this.#choose();
    if (await this.#cause(event)) this.counts.set(event, (this.counts.get(event) ?? 0) + 1);
  }

  /** Everything paused goes on again. */
  async end(): Promise<void> {
    await Promise.all(this.#paused.values());
  }

  #choose(): ChaosEvent {
    const { events, random } = this.#parts;
    let left = random.next() * events.reduce((sum, event) => sum + WEIGHTS[event], 0);
    return events.find((event) => (left -= WEIGHTS[event]) < 0) ?? 'kill-child';
  }

  async #cause(event: ChaosEvent): Promise<boolean> {
    const { fleet } = this.#parts;
    switch (event) {
      case 'kill-child':
        return this.#killChild();
      case 'kill-worker':
        return await this.#killWorker();
      case 'rolling-restart':
        // A paused worker would read the signal only when it goes on.
        await this.end();
        await fleet.multi('restart', ...fleet.names);
        return true;
      case 'restart-broker':
        await this.#parts.quietly(() => this.#restartBroker());
        return true;
      case 'pause-worker':
        return this.#pause();
    }
  }

  #killChild(): boolean {
    const children = this.#awake().flatMap((name) => this.#parts.fleet.children(name));
    return signal(this.#pick(children), 'SIGKILL');
  }

  async #killWorker(): Promise<boolean> {
    const { fleet } = this.#parts;
    const name = this.#pick(this.#awake());
    if (name === undefined || !signal(fleet.pid(name), 'SIGKILL')) return false;
    while (fleet.pid(name) !== undefined) await sleep(5);
    await fleet.multi('start', name);
    return true;
  }

  async #restartBroker(): Promise<void> {
    const { broker, random } = this.#parts;
    await broker.down(random.next() < 0.5 ? 'SIGTERM' : 'SIGKILL');
    await sleep(random.next() * 1_500);
    await broker.up();
  }

  #pause(): boolean {
    const name = this.#pick(this.#awake());
    const pid = name === undefined ? undefined : this.#parts.fleet.pid(name);
    if (name === undefined || !signal(pid, 'SIGSTOP')) return false;
    const resumed = sleep(PAUSE_MS).then(() => {
      signal(pid, 'SIGCONT');
      this.#paused.delete(name);
    });
    this.#paused.set(name, resumed);
    return true;
  }

  #awake(): readonly string[] {
    return this.#parts.fleet.names.filter((name) => !this.#paused.has(name));
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#parts.random.next() * from.length)];
  }
}
