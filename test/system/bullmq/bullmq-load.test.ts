// Load in BullMQ's format: what lies on the broker, in which order it is taken, and that nothing stays.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { describe, it } from 'node:test';
import { Worker } from 'bullmq';
import { startEmbeddedBroker } from '../../../src/broker/index.ts';
import { HeadcountError } from '../../../src/errors/index.ts';
import { createSystem } from '../../../src/system/index.ts';
import { planTasks, type TaskProfile } from '../../../src/workload/index.ts';
import { profile, QUEUE, SystemHarness } from '../../contract/system-harness.ts';
import { SKIP_WITHOUT_REDIS } from '../../redis-server.ts';

const open = (): Promise<SystemHarness> => SystemHarness.open(createSystem('bullmq', env));
const SENT = { sent: 1e9 };

async function sendEach(harness: SystemHarness, tasks: readonly TaskProfile[]) {
  const workload = { tasks };
  const port = await harness.system.openLoad({ brokerUrl: harness.broker.url, workload });
  const plan = planTasks(workload, 1, { iterationsPerMs: 1 });
  for (const typeIndex of tasks.keys()) port.add(plan.next(SENT.sent, SENT.sent, typeIndex));
  await port.flush();
  return port;
}

/** Takes so many jobs and settles none; answers their names. */
async function take(harness: SystemHarness, count: number): Promise<readonly string[]> {
  const { hostname: host, port } = new URL(harness.broker.url);
  const worker = new Worker(QUEUE, null, { connection: { host, port: Number(port) }, autorun: false });
  await worker.waitUntilReady();
  const names: string[] = [];
  for (let taken = 0; taken < count; taken++)
    names.push((await worker.getNextJob(`token-${taken}`))?.name ?? 'none');
  await worker.close();
  return names;
}

const reject = (opening: Promise<unknown>, code: string): Promise<void> =>
  assert.rejects(opening, (error) => error instanceof HeadcountError && error.code === code);

describe("load in BullMQ's format", { skip: SKIP_WITHOUT_REDIS }, () => {
  it('is taken by priority, 0 first, and in the order of sending within one', async () => {
    await using harness = await open();
    const named = (name: string, priority: number): TaskProfile => profile({ name, priority });
    const tasks = [named('last', 9), named('second', 1), named('first', 0), named('third', 1)];
    await using port = await sendEach(harness, tasks);
    assert.deepEqual(await take(harness, 4), ['first', 'second', 'third', 'last']);
    assert.deepEqual([await port.waiting(), await port.reserved(), await port.outstanding()], [0, 4, 4]);
    await port.purge();
  });

  it('is counted and taken back over all its queues, and no key stays, even of jobs that a dead worker claims', async () => {
    await using harness = await open();
    const tasks = [
      profile({ name: 'a' }),
      profile({ name: 'b', priority: 3 }),
      profile({ name: 'c', queue: 'contract.other' }),
    ];
    const port = await sendEach(harness, [
      ...tasks,
      ...tasks.map((task) => ({ ...task, name: `${task.name}2` })),
    ]);
    assert.deepEqual([await port.waiting(), await port.reserved(), await port.outstanding()], [6, 0, 6]);
    await take(harness, 1);
    assert.deepEqual([await port.waiting(), await port.reserved(), await port.outstanding()], [5, 1, 6]);
    assert.equal(await port.purge(), 5);
    assert.deepEqual([await port.waiting(), await port.reserved()], [0, 1]);
    await port.close();
    assert.deepEqual(await harness.raw.scan(0, 'COUNT', 1000), ['0', []]);
  });

  it('of one port stays when another closes', async () => {
    await using harness = await open();
    await using port = await sendEach(harness, [profile()]);
    await (await sendEach(harness, [profile()])).close();
    assert.equal(await port.waiting(), 2);
    assert.equal(await port.purge(), 2);
    assert.deepEqual(await harness.raw.scan(0, 'COUNT', 1000), ['0', []]);
  });
});

describe('a broker that goes away', { skip: SKIP_WITHOUT_REDIS }, () => {
  it('fails what is sent, and neither keeps a port from closing nor a fleet from ending', async () => {
    await using harness = await open();
    const workload = { tasks: [profile()] };
    const fleet = await harness.start(harness.spec(workload));
    const port = await sendEach(harness, workload.tasks);
    await port.purge();
    // It would try again and say so.
    harness.raw.disconnect();
    await harness.broker.stop();
    port.add(planTasks(workload, 1, { iterationsPerMs: 1 }).next(SENT.sent, SENT.sent));
    await reject(port.flush(), 'BROKER_UNREACHABLE');
    await reject(port.outstanding(), 'BROKER_UNREACHABLE');
    await port.close();
    await fleet.kill();
    assert.deepEqual(fleet.deaths, []);
  });
});

describe('a broker that refuses to write', { skip: SKIP_WITHOUT_REDIS }, () => {
  it('is not taken for one that is away, and not asked for ever', async () => {
    await using harness = await open();
    const workload = { tasks: [profile()] };
    await using port = await harness.system.openLoad({
      brokerUrl: harness.broker.url,
      workload,
      outages: true,
    });
    // It has no replica, so it writes nothing.
    await harness.raw.config('SET', 'min-replicas-to-write', '1');
    port.add(planTasks(workload, 1, { iterationsPerMs: 1 }).next(SENT.sent, SENT.sent));
    await reject(port.flush(), 'BROKER_REFUSED');
    await harness.raw.config('SET', 'min-replicas-to-write', '0');
  });
});

describe('a broker that BullMQ cannot use', () => {
  it('is refused: one that is not there, and the embedded one', async () => {
    const system = createSystem('bullmq', env);
    const workload = { tasks: [profile()] };
    await reject(system.openLoad({ brokerUrl: 'redis://127.0.0.1:1', workload }), 'BROKER_UNREACHABLE');
    const broker = await startEmbeddedBroker();
    try {
      await reject(system.openLoad({ brokerUrl: broker.url, workload }), 'BROKER_UNSUITABLE');
    } finally {
      await broker.stop();
    }
  });
});
