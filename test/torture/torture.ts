// Sends tasks to a fleet of workers while children and workers are killed, workers are restarted in turn or paused,
// and the broker goes down and comes back. Then it counts.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { connectBroker, encodeTask, startPrivateRedis, type Broker } from '../../src/broker/index.ts';
import { random, type Random } from '../../src/stats/index.ts';
import { Chaos, type ChaosEvent } from './chaos.ts';
import { DurableRedis } from './durable-redis.ts';
import { Fleet, SLOTS } from './fleet.ts';
import { Ledger, type Count, type Kind } from './ledger.ts';

export interface TortureSettings {
  readonly tasks: number;
  readonly seed: number;
  readonly events: readonly ChaosEvent[];
  /** Mean pause between two events. */
  readonly pauseMs: number;
  /** Called about once a second. */
  readonly onProgress?: (line: string) => void;
}

export interface TortureReport {
  readonly late: Count;
  readonly early: Count;
  readonly events: ReadonlyMap<ChaosEvent, number>;
  /** Runs that may have been repeated: what the killed had in their hands. */
  readonly mayRepeat: number;
  readonly elapsedMs: number;
  /** Messages that were left on the broker. */
  readonly leftOver: number;
  readonly logs: string;
}

const BATCH = 200;
/** Enough to keep everybody busy, few enough that the end of the sending is near the end of the work. */
const MOST_WAITING = 1_000;
const MEAN_TASK_MS = 40;
const SETTLED_WITHIN_MS = 60_000;

export async function torture(settings: TortureSettings): Promise<TortureReport> {
  const directory = await mkdtemp(join(tmpdir(), 'headcount-torture-'));
  try {
    await using broker = await DurableRedis.start();
    await using ledgerServer = await startPrivateRedis(
      process.env['HEADCOUNT_TEST_REDIS_SERVER'] ?? 'redis-server',
    );
    await using ledger = new Ledger(ledgerServer.url);
    await using fleet = new Fleet({ broker: broker.url, ledger: ledgerServer.url, directory });
    return await new Torture(settings, { broker, ledger, fleet }).run();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

interface Parts {
  readonly broker: DurableRedis;
  readonly ledger: Ledger;
  readonly fleet: Fleet;
}

class Torture {
  readonly #settings: TortureSettings;
  readonly #parts: Parts;
  readonly #random: Random;
  readonly #sent: Readonly<Record<Kind, number[]>> = { late: [], early: [] };
  /** Whoever uses the broker while it must not go away, or takes it away. */
  #broker: Promise<void> = Promise.resolve();

  constructor(settings: TortureSettings, parts: Parts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#random = random(settings.seed);
  }

  async run(): Promise<TortureReport> {
    const beganAtMs = performance.now();
    const { fleet, broker, ledger } = this.#parts;
    await fleet.multi('start', ...fleet.names);
    const chaos = new Chaos({
      random: this.#random.stream('chaos'),
      fleet,
      broker,
      events: this.#settings.events,
      quietly: (work) => this.#alone(work),
    });
    await Promise.all([this.#send(), this.#plague(chaos)]);
    const leftOver = await this.#settled();
    await fleet.multi('stopwait', ...fleet.names);
    return {
      late: await ledger.count('late', this.#sent.late),
      early: await ledger.count('early', this.#sent.early),
      events: chaos.counts,
      mayRepeat: mayRepeat(chaos.counts),
      elapsedMs: performance.now() - beganAtMs,
      leftOver,
      logs: fleet.logs,
    };
  }

  async #send(): Promise<void> {
    const chance = this.#random.stream('tasks');
    for (let index = 0; index < this.#settings.tasks;) {
      const until = Math.min(this.#settings.tasks, index + BATCH);
      await this.#alone(async () => {
        await using broker = await connectBroker(this.#parts.broker.url);
        await broker.sender.send(this.#messages(index, until, chance));
        await this.#roomBelow(broker, MOST_WAITING);
      });
      index = until;
    }
  }

  #messages(from: number, to: number, chance: Random) {
    return Array.from({ length: to - from }, (_, i) => {
      const index = from + i;
      // One in five may be lost with whoever runs it: it is acked before it starts.
      const kind = chance.next() < 0.8 ? 'late' : 'early';
      this.#sent[kind].push(index);
      const forMs = Math.round(chance.exponential() * MEAN_TASK_MS);
      const envelope = encodeTask({
        id: `${kind}-${index}`,
        name: kind,
        args: [index, forMs],
        queue: 'celery',
      });
      return { queue: 'celery', envelope };
    });
  }

  // Not for long: others wait for the broker.
  async #roomBelow(broker: Broker, most: number): Promise<void> {
    for (let look = 0; look < 20; look++) {
      if ((await broker.observer.waiting(['celery'])) < most) return;
      await sleep(25);
    }
  }

  async #plague(chaos: Chaos): Promise<void> {
    const chance = this.#random.stream('pauses');
    let saidAtMs = 0;
    for (;;) {
      const done = (await this.#parts.ledger.done('late')) + (await this.#parts.ledger.done('early'));
      if (done >= this.#settings.tasks * 0.97) return await chaos.end();
      if (performance.now() - saidAtMs > 1_000) {
        saidAtMs = performance.now();
        this.#settings.onProgress?.(
          `${done} of ${this.#settings.tasks} done, ${describeEvents(chaos.counts)}`,
        );
      }
      await sleep(chance.exponential() * this.#settings.pauseMs);
      await chaos.next();
    }
  }

  /** Waits until nobody holds or waits for a message; answers how many there are when it takes too long. */
  async #settled(): Promise<number> {
    const redis = new Redis(this.#parts.broker.url);
    const giveUpAtMs = performance.now() + SETTLED_WITHIN_MS;
    try {
      for (;;) {
        const left = (await redis.llen('celery')) + (await redis.hlen('unacked'));
        if (left === 0 || performance.now() > giveUpAtMs) return left;
        await sleep(50);
      }
    } finally {
      redis.disconnect();
    }
  }

  async #alone(work: () => Promise<void>): Promise<void> {
    const before = this.#broker;
    const mine = before.then(work);
    this.#broker = mine.catch(() => undefined);
    await mine;
  }
}

// A child has one task. A worker has a task in each slot, and as many more that are done and whose ack is on its way.
function mayRepeat(events: ReadonlyMap<ChaosEvent, number>): number {
  return (events.get('kill-child') ?? 0) + 2 * SLOTS * (events.get('kill-worker') ?? 0);
}

export function describeEvents(events: ReadonlyMap<ChaosEvent, number>): string {
  return [...events].map(([event, times]) => `${event} ${times}`).join(', ') || 'no events yet';
}
