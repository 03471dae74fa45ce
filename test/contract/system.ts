// What every system under test must do, run for each of them by a file of its own.

import assert from 'node:assert/strict';
import { once, EventEmitter } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { Deadline } from '../../src/lifecycle/index.ts';
import type { Fleet, System, WorkerDeath } from '../../src/system/index.ts';
import { bytes, ms, ratio } from '../../src/units/index.ts';
import { isAlive, PATIENCE, profile, SystemHarness, untilGone } from './system-harness.ts';

export interface SystemCase {
  readonly create: () => System;
  /** Those that a scenario may name for it. */
  readonly pools: readonly string[];
  /** Why it can't run here, or false. */
  readonly skip: string | false;
}

export function systemContract(name: string, { create, pools, skip }: SystemCase): void {
  describe(`every system: ${name}`, { skip, timeout: 600_000 }, () => {
    describe('before a run', () => preparing(create, pools));
    describe('ending', () => ending(create, pools));
  });
}

/** The part that is asked of every pool; a file for itself where starting a worker takes seconds. */
export function systemPoolsContract(name: string, { create, pools, skip }: SystemCase): void {
  describe(`every system: ${name}`, { skip, timeout: 600_000 }, () => {
    for (const pool of pools) describe(`running tasks in ${pool}`, () => running(create, pool));
  });
}

function preparing(create: () => System, pools: readonly string[]): void {
  it('says what was found, and how fast its interpreter is', async () => {
    const system = create();
    const facts = await system.prepare({ workload: { tasks: [profile()] }, pools });
    assert.match(facts.version, /\w/);
    assert.match(facts.runtime, /\d/);
    const { iterationsPerMs, spreadRatio } = await system.calibrate();
    assert.ok(iterationsPerMs > 1 && Number.isFinite(iterationsPerMs));
    assert.ok(spreadRatio >= 0);
  });
}

const EVERY_KIND = {
  tasks: [
    profile({ name: 'c.noop', weight: 4 }),
    profile({ name: 'c.io', kind: 'io', duration: { law: 'constant', valueMs: ms(20) } }),
    profile({ name: 'c.cpu', kind: 'cpu', duration: { law: 'constant', valueMs: ms(1) } }),
    profile({
      name: 'c.mixed',
      kind: 'mixed',
      duration: { law: 'constant', valueMs: ms(1) },
      wait: { law: 'constant', valueMs: ms(5) },
    }),
    profile({ name: 'c.memory', kind: 'memory', allocateBytes: bytes(100_000), leakBytes: bytes(1000) }),
    profile({ name: 'c.late', acks: 'late' }),
    profile({ name: 'c.failing', failureRatio: ratio(1) }),
  ],
};
const OF_EVERY_KIND = 200;
const EMPTY = { tasks: [profile({ name: 'c.empty' })] };
const SLOW = {
  tasks: [profile({ name: 'c.slow', kind: 'io', duration: { law: 'constant', valueMs: ms(200) } })],
};
const UNSTARTED = 30;

// One fleet for all of them: starting one takes longer than what it is asked to do.
function running(create: () => System, pool: string): void {
  let harness: SystemHarness;
  let fleet: Fleet;
  before(async () => {
    harness = await SystemHarness.open(create());
    const workload = { tasks: [...EVERY_KIND.tasks, ...EMPTY.tasks, ...SLOW.tasks] };
    fleet = await harness.start(harness.spec(workload, { pool, concurrency: slotsOf(pool) }));
  });
  after(async () => {
    // Where starting failed there is only a harness, or nothing.
    await (fleet as Fleet | undefined)?.[Symbol.asyncDispose]();
    await (harness as SystemHarness | undefined)?.[Symbol.asyncDispose]();
  });

  it('does tasks of every kind once, with stamps in their order', async () => {
    const { iterationsPerMs } = await harness.system.calibrate();
    await using port = await harness.send(EVERY_KIND, OF_EVERY_KIND, iterationsPerMs);
    await harness.settled(OF_EVERY_KIND);
    assert.deepEqual(fleet.failures, [], 'what the scenario asks for is no failure of the workers');
    assert.equal(harness.samples.malformedCount, 0);
    assert.equal(await port.outstanding(), 0);
    checkStamps(harness);
  });

  it('drains 2,000 empty tasks', async () => {
    harness.samples.forget();
    await using port = await harness.send(EMPTY, 2000);
    await harness.settled(2000);
    const seqs = new Set(harness.samples.tasks.map(({ seq }) => seq));
    assert.deepEqual([seqs.size, harness.samples.tasks.length, await port.outstanding()], [2000, 2000, 0]);
  });

  it('stops warm: finishes what runs, leaves the rest waiting, and leaves no process and no key', async () => {
    harness.samples.forget();
    await using port = await harness.send(SLOW, UNSTARTED);
    await harness.samples.until(() => harness.samples.tasks.length > 0);
    const pids = fleet.processes('w');
    assert.ok(pids.length >= (pool === 'prefork' ? 2 : 1));
    await fleet.stop(Deadline.in(PATIENCE));
    assert.deepEqual(pids.filter(isAlive), []);
    assert.deepEqual(fleet.deaths, []);
    await harness.lastSamples();
    const done = new Set(harness.samples.tasks.map(({ seq }) => seq)).size;
    const left = await port.purge();
    assert.ok(done < UNSTARTED && done + left >= UNSTARTED, `${done} done and ${left} left of ${UNSTARTED}`);
    assert.equal(await port.reserved(), 0);
    assert.deepEqual(await harness.lastingKeys(), []);
  });
}

const slotsOf = (pool: string): number => (pool === 'solo' ? 1 : 3);

function checkStamps({ samples, system }: SystemHarness): void {
  const seqs = samples.tasks.map(({ seq }) => seq).toSorted((a, b) => a - b);
  assert.deepEqual(
    seqs,
    Array.from({ length: OF_EVERY_KIND }, (_, seq) => seq),
  );
  assert.ok(
    samples.tasks.some(({ failed }) => failed),
    'failures that were asked for are told',
  );
  const handled = new Map(samples.handlings.map((one) => [one.seq, one]));
  for (const task of samples.tasks) {
    assert.equal(task.worker, 0);
    assert.ok(
      task.intendedNs <= task.sentNs && task.sentNs < task.startedNs && task.startedNs <= task.finishedNs,
    );
    if (!system.tellsHandling) continue;
    const handling = handled.get(task.seq);
    assert.ok(handling !== undefined, `no handling of task ${task.seq}`);
    assert.ok(task.sentNs < handling.reservedNs && handling.reservedNs < task.startedNs);
    assert.ok(handling.reservedNs < handling.settledNs);
  }
}

function ending(create: () => System, pools: readonly string[]): void {
  it('a worker that cannot start fails the fleet with its own last lines', async () => {
    await using harness = await SystemHarness.open(create());
    // A call without a server is never sent by a run: no application can make a body of it.
    const broken = { tasks: [profile({ kind: 'http' })] };
    await assert.rejects(harness.start(harness.spec(broken)), (error: unknown) => {
      assert.ok(error instanceof Error && 'code' in error);
      assert.equal(error.code, 'WORKER_DIED');
      assert.match(error.message, /ended with exit code [12] before it was ready\n {2}\|.*\S/);
      return true;
    });
  });

  it('a killed worker is told with its signal, and nothing of it stays', async () => {
    const pool = pools.includes('prefork') ? 'prefork' : (pools[0] ?? '');
    await using harness = await SystemHarness.open(create());
    await using fleet = await harness.start(harness.spec(SLOW, { pool, concurrency: 2 }));
    const pids = fleet.processes('w');
    const deaths = new EventEmitter<{ readonly death: [WorkerDeath] }>();
    fleet.onDeath((death) => deaths.emit('death', death));
    const told = once(deaths, 'death', { signal: AbortSignal.timeout(PATIENCE) });
    process.kill(fleet.workers[0]?.pid ?? 0, 'SIGKILL');
    await told;
    assert.match(fleet.deaths[0]?.how ?? '', /SIGKILL/);
    await fleet.kill();
    // Children notice that their worker is gone.
    await untilGone(pids);
  });

  it('a replaced worker keeps its name and works on', async () => {
    await using harness = await SystemHarness.open(create());
    await using fleet = await harness.start(harness.spec(EMPTY));
    const before = fleet.workers[0]?.pid ?? 0;
    const { name, pid } = await fleet.replaceWorker('w', Deadline.in(PATIENCE));
    assert.equal(name, 'w');
    assert.notEqual(pid, before);
    assert.equal(isAlive(before), false);
    await using port = await harness.send(EMPTY, 5);
    await harness.settled(5);
    await fleet.stop(Deadline.in(PATIENCE));
    assert.equal(await port.outstanding(), 0);
  });
}
