// Generators as a run uses them: real processes that send to a real Redis.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { after, before, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Redis } from 'ioredis';
import {
  connectBroker,
  decodeBody,
  decodeEnvelope,
  type Broker,
  type OwnBroker,
} from '../../../src/broker/index.ts';
import { monotonicNs } from '../../../src/measure/index.ts';
import { GeneratorPool } from '../../../src/run/generator/generator-pool.ts';
import type { Generators } from '../../../src/run/generator/generators.ts';
import type { PhaseSent } from '../../../src/run/generator/messages.ts';
import { bytes, ms, perSecond, ratio } from '../../../src/units/index.ts';
import {
  flatStream,
  parseArgs,
  type LoadStream,
  type PlannedTask,
  type TaskProfile,
} from '../../../src/workload/index.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../../redis-server.ts';

const skip = SKIP_WITHOUT_REDIS;
const QUEUE = 'generators.test';
const LEAD_NS = 100e6;

const task = (name: string, weight: number): TaskProfile => ({
  name,
  kind: 'io',
  duration: { law: 'exponential', meanMs: ms(20) },
  weight,
  queue: QUEUE,
  priority: 0,
  payloadBytes: bytes(0),
  failureRatio: ratio(0),
  allocateBytes: bytes(0),
  leakBytes: bytes(0),
});
const workload = { tasks: [task('fetch', 1), task('resize', 3), task('report', 1)] };

let redis: OwnBroker;
let broker: Broker;

async function withGenerators(count: number, use: (generators: Generators) => Promise<void>): Promise<void> {
  await using pool = new GeneratorPool(env, count);
  const generators = await pool.take();
  const load = { brokerUrl: redis.url, workload };
  await generators.open({ system: 'headcount', load, seed: 7, cpuIterationsPerMs: 1 });
  await use(generators);
  await generators.close();
  await broker.observer.purge([QUEUE]);
}

/** What lies in the queue, in the order of sequence numbers. */
async function queued(): Promise<readonly PlannedTask[]> {
  const client = new Redis(redis.url);
  try {
    const envelopes = await client.lrange(QUEUE, 0, -1);
    return envelopes.map(planned).toSorted((a, b) => a.seq - b.seq);
  } finally {
    client.disconnect();
  }
}

function planned(text: string): PlannedTask {
  const envelope = decodeEnvelope(text);
  assert.ok(envelope.kind === 'task');
  const body = decodeBody(envelope.task.body);
  assert.ok(body.kind === 'body');
  const found = parseArgs(body.args);
  assert.ok(found !== undefined);
  return found;
}

interface Offered {
  readonly startNs: number;
  readonly sent: PhaseSent;
}

async function offer(
  generators: Generators,
  streams: readonly LoadStream[],
  lengthMs: number,
): Promise<Offered> {
  const startNs = monotonicNs() + LEAD_NS;
  const sent = await generators.phase({ order: 'offer', startNs, endNs: startNs + lengthMs * 1e6, streams });
  return { startNs, sent };
}

/** Takes ten tasks away from a closed loop that is full, and waits until it is full again. */
async function removeSome(): Promise<number> {
  const client = new Redis(redis.url);
  const full = async (): Promise<void> => {
    while ((await client.llen(QUEUE)) < 37) await turn();
  };
  try {
    await full();
    const taken = await client.lpop(QUEUE, 10);
    await full();
    return taken?.length ?? 0;
  } finally {
    client.disconnect();
  }
}

describe('generators', { skip }, () => {
  before(async () => {
    redis = await startTestRedis();
    broker = await connectBroker(redis.url);
  });

  after(async () => {
    await broker.close();
    await redis.stop();
  });

  it('what is sent does not depend on how many generators send it', async () => {
    const streams = [
      flatStream(perSecond(300), 'poisson', [0, 1]),
      flatStream(perSecond(100), 'constant', [2]),
    ];
    const runs: unknown[] = [];
    for (const count of [1, 3]) {
      await withGenerators(count, async (generators) => {
        const first = await offer(generators, streams, 300);
        const second = await offer(generators, streams, 300);
        const tasks = await queued();
        assert.equal(tasks.length, first.sent.sent + second.sent.sent);
        assert.equal(first.sent.slip?.summary.count, first.sent.sent);
        assert.deepEqual(
          tasks.map(({ seq }) => seq),
          tasks.map((_, index) => index),
        );
        assert.ok(tasks.every(({ sentNs, intendedNs }) => sentNs >= intendedNs));
        runs.push(
          tasks.map(({ seq, intendedNs, typeIndex, amount }) => {
            const { startNs } = seq < first.sent.sent ? first : second;
            return { seq, typeIndex, amount, dueMs: Math.round((intendedNs - startNs) / 1e6) };
          }),
        );
      });
    }
    assert.deepEqual(runs[1], runs[0]);
  });

  it('a closed loop keeps exactly what was asked for outstanding', async () => {
    for (const count of [1, 2]) {
      await withGenerators(count, async (generators) => {
        const startNs = monotonicNs() + LEAD_NS;
        const order = {
          order: 'closed',
          startNs,
          endNs: startNs + 60e9,
          outstanding: 37,
          tasks: [1],
        } as const;
        const sending = generators.phase(order);
        const removed = await removeSome();
        generators.cut();
        const sent = await sending;
        const tasks = await queued();
        assert.equal(tasks.length, 37);
        assert.equal(sent.sent, 37 + removed);
        assert.equal(sent.slip, null);
        assert.ok(tasks.every(({ typeIndex }) => typeIndex === 1));
        assert.equal(new Set(tasks.map(({ seq }) => seq)).size, 37);
      });
    }
  });

  it('one that dies ends the phase of all at once; the next trial has a new one, and every answer is to its order', async () => {
    await using pool = new GeneratorPool(env, 2);
    const load = { brokerUrl: redis.url, workload };
    const opening = { system: 'headcount', load, seed: 7, cpuIterationsPerMs: 1 };
    const generators = await pool.take();
    await generators.open(opening);
    const startNs = monotonicNs();
    // Of a closed loop only the first sends: the second would have answered, and its end would be nobody's loss.
    const streams = [flatStream(perSecond(100), 'constant', [1])];
    const sending = generators.phase({ order: 'offer', startNs, endNs: startNs + 3600e9, streams });
    const died = assert.rejects(sending, {
      code: 'GENERATOR_DIED',
      message: /the load generator ended with signal SIGKILL/,
    });
    process.kill(generators.pids[1] ?? 0, 'SIGKILL');
    await died;
    await generators.close();
    await broker.observer.purge([QUEUE]);
    const next = await pool.take();
    assert.equal(next.pids[0], generators.pids[0]);
    assert.notEqual(next.pids[1], generators.pids[1]);
    await next.open(opening);
    const { sent } = await offer(next, [flatStream(perSecond(100), 'constant', [0])], 200);
    assert.equal((await queued()).length, sent.sent);
    await next.close();
    await broker.observer.purge([QUEUE]);
  });

  it('a system that cannot be opened fails the opening of all, and leaves them ready for another', async () => {
    await using pool = new GeneratorPool(env, 2);
    const generators = await pool.take();
    const load = { brokerUrl: 'redis://127.0.0.1:1', workload };
    const opening = { system: 'headcount', load, seed: 7, cpuIterationsPerMs: 1 };
    await assert.rejects(generators.open(opening), { code: 'GENERATOR_DIED' });
    const again = await pool.take();
    assert.deepEqual(again.pids, generators.pids);
    await again.open({ ...opening, load: { brokerUrl: redis.url, workload } });
    await again.close();
  });

  it('a broker that stops answering shows as slip, and nothing is left out', async () => {
    await withGenerators(1, async (generators) => {
      const stalledMs = 400;
      let goOn: NodeJS.Timeout | undefined;
      const stop = setTimeout(
        () => {
          process.kill(redis.pid, 'SIGSTOP');
          goOn = setTimeout(() => process.kill(redis.pid, 'SIGCONT'), stalledMs);
        },
        LEAD_NS / 1e6 + 100,
      );
      // So fast that the bound on what is under way is reached in the pause.
      const { sent } = await offer(generators, [flatStream(perSecond(120_000), 'constant', [0])], 700);
      clearTimeout(stop);
      clearTimeout(goOn);
      assert.ok(Math.abs(sent.sent - 84_000) <= 1, `sent ${sent.sent}`);
      assert.equal(await broker.observer.waiting([QUEUE]), sent.sent);
      assert.ok((sent.slip?.summary.maxMs ?? 0) > stalledMs / 2, `slip ${sent.slip?.summary.maxMs} ms`);
    });
  });
});
