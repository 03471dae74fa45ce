// A worker under load gets random control commands, one after the other, while the messages it holds are compared with
// its prefetch limit all the time: by what it says itself, and by the claims the server has seen it make.

import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import * as z from 'zod';
import { connectBroker, encodeTask, startPrivateRedis, type Broker } from '../../src/broker/index.ts';
import { random, type Random } from '../../src/stats/index.ts';
import { ms } from '../../src/units/index.ts';
import { RemoteControl } from '../../src/worker/index.ts';
import { CliWorker } from '../worker/cli-process.ts';
import { appUrl } from '../worker/pool-harness.ts';
import { Ledger, type Count } from './ledger.ts';

export interface SoakSettings {
  readonly pool: 'prefork' | 'async';
  readonly seconds: number;
  readonly seed: number;
  readonly onProgress?: (line: string) => void;
}

export interface SoakReport {
  readonly commands: ReadonlyMap<string, number>;
  readonly samples: number;
  /** Samples that showed more than the limit allowed. */
  readonly violations: readonly string[];
  readonly count: Count;
  /** Tasks that nobody did although nobody revoked them. */
  readonly missing: number;
  readonly smallestLimit: number;
  readonly largestLimit: number;
}

const APP = fileURLToPath(appUrl('torture'));
const SLOTS = 4;
const MULTIPLIER = 3;
const MOST_SLOTS = 10;
const QUEUES = ['celery', 'extra'] as const;
const WAITING_ENOUGH = 200;
/** By then a message that was on its way when the window became smaller has arrived. */
const CAUGHT_UP_MS = 500;
const ANSWER_WITHIN = ms(10_000);

const STATS = z.object({
  prefetch_count: z.number(),
  prefetched: z.number(),
  pool: z.object({ 'max-concurrency': z.number() }),
});

interface Figures {
  readonly limit: number;
  readonly held: number;
  readonly slots: number;
}

export async function soak(settings: SoakSettings): Promise<SoakReport> {
  const binary = process.env['HEADCOUNT_TEST_REDIS_SERVER'] ?? 'redis-server';
  await using server = await startPrivateRedis(binary);
  const ledgerUrl = server.url.replace(/0$/, '1');
  process.env['HEADCOUNT_TORTURE_LEDGER'] = ledgerUrl;
  await using ledger = new Ledger(ledgerUrl);
  await using broker = await connectBroker(server.url);
  await using remote = new RemoteControl(broker.signals);
  const sizes = ['-c', String(SLOTS), '--prefetch-multiplier', String(MULTIPLIER)];
  await using worker = new CliWorker(
    '-A',
    APP,
    '-b',
    server.url,
    '-P',
    settings.pool,
    '-n',
    'soaked',
    ...sizes,
  );
  await worker.ready();
  const redis = new Redis(server.url);
  try {
    return await new Soak(settings, { broker, remote, ledger, redis }).run();
  } finally {
    redis.disconnect();
  }
}

interface Parts {
  readonly broker: Broker;
  readonly remote: RemoteControl;
  readonly ledger: Ledger;
  readonly redis: Redis;
}

class Soak {
  readonly #settings: SoakSettings;
  readonly #parts: Parts;
  readonly #chance: Random;
  readonly #commands = new Map<string, number>();
  readonly #violations: string[] = [];
  readonly #revoked = new Set<number>();
  #sent = 0;
  #samples = 0;
  #limits: readonly [smallest: number, largest: number] = [Infinity, 0];
  /** What it may hold: the limit, or, after a shrink, what it may have held or been given before. */
  #bound = Infinity;
  #boundSinceMs = 0;

  constructor(settings: SoakSettings, parts: Parts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#chance = random(settings.seed);
  }

  async run(): Promise<SoakReport> {
    const endsAtMs = performance.now() + this.#settings.seconds * 1000;
    await this.#feed();
    this.#bound = (await this.#figures()).limit;
    while (performance.now() < endsAtMs) {
      await this.#feed();
      await this.#command();
      for (let look = 0; look < 5; look++) await this.#check();
      this.#settings.onProgress?.(`${this.#sent} sent, ${this.#samples} samples`);
    }
    await this.#drain();
    const indices = Array.from({ length: this.#sent }, (_, i) => i);
    const kept = indices.filter((index) => !this.#revoked.has(index));
    return {
      commands: this.#commands,
      samples: this.#samples,
      violations: this.#violations,
      count: await this.#parts.ledger.count('late', indices),
      missing: (await this.#parts.ledger.count('late', kept)).lost,
      smallestLimit: this.#limits[0],
      largestLimit: this.#limits[1],
    };
  }

  async #feed(): Promise<void> {
    const { broker } = this.#parts;
    for (const { queue, waiting } of await broker.observer.depth(QUEUES)) {
      if (waiting >= WAITING_ENOUGH) continue;
      const messages = Array.from({ length: WAITING_ENOUGH }, () => {
        const index = this.#sent++;
        const args = [index, Math.round(this.#chance.exponential() * 10)];
        return { queue, envelope: encodeTask({ id: `soak-${index}`, name: 'late', args, queue }) };
      });
      await broker.sender.send(messages);
    }
  }

  async #command(): Promise<void> {
    const { slots } = await this.#figures();
    const amount = 1 + Math.floor(this.#chance.next() * 3);
    const growing = slots + amount <= MOST_SLOTS;
    const index = Math.floor(this.#chance.next() * this.#sent);
    const choices: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      growing ? ['pool_grow', { n: amount }] : ['pool_shrink', { n: amount }],
      slots > amount ? ['pool_shrink', { n: amount }] : ['pool_grow', { n: amount }],
      ['add_consumer', { queue: 'extra' }],
      ['cancel_consumer', { queue: 'extra' }],
      // Of a task type that nobody sends: what waits for its rate is outside of the prefetch limit.
      ['rate_limit', { task_name: 'early', rate_limit: this.#chance.next() < 0.5 ? '300/s' : '0' }],
      ['time_limit', { task_name: 'late', soft: 30, hard: 60 }],
      ['revoke', { task_id: [`soak-${index}`] }],
    ];
    const [method, args] = choices[Math.floor(this.#chance.next() * choices.length)] ?? ['ping', {}];
    if (method === 'revoke') this.#revoked.add(index);
    await this.#ask(method, args);
    if (method === 'pool_shrink') this.#boundSinceMs = performance.now();
    this.#commands.set(method, (this.#commands.get(method) ?? 0) + 1);
  }

  async #check(): Promise<void> {
    const { limit, held, slots } = await this.#figures();
    this.#samples++;
    this.#limits = [Math.min(this.#limits[0], limit), Math.max(this.#limits[1], limit)];
    if (limit > this.#bound || (held <= limit && performance.now() > this.#boundSinceMs + CAUGHT_UP_MS)) {
      this.#bound = limit;
    }
    if (held > this.#bound) this.#violations.push(`it holds ${held} of ${limit}`);
    // The server hears of an ack a moment after the worker has counted it.
    const claims = await this.#parts.redis.hlen('unacked');
    const onTheWay = 2 * slots;
    if (claims > this.#bound + onTheWay) this.#violations.push(`${claims} claims with a limit of ${limit}`);
  }

  async #drain(): Promise<void> {
    await this.#ask('add_consumer', { queue: 'extra' });
    for (;;) {
      const depths = await this.#parts.broker.observer.depth(QUEUES);
      if (depths.every(({ waiting, reserved }) => waiting + reserved === 0)) return;
      await this.#check();
      await sleep(50);
    }
  }

  async #figures(): Promise<Figures> {
    const stats = STATS.parse(await this.#ask('stats', {}));
    return { limit: stats.prefetch_count, held: stats.prefetched, slots: stats.pool['max-concurrency'] };
  }

  async #ask(method: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    const answers = await this.#parts.remote.ask({ method, arguments: args }, ANSWER_WITHIN);
    const [answer] = answers.values();
    if (answer === undefined) throw new Error(`nobody answered ${method}`);
    return answer;
  }
}
