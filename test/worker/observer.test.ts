// An application that watches its worker is told of what is reserved and settled, and of nothing that goes back.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { OwnBroker } from '../../src/broker/index.ts';
import { monotonicNs } from '../../src/measure/index.ts';
import { App, Ignore, Reject, Retry, type EndedTask, type TaskObserver } from '../../src/worker/index.ts';
import { Deadline } from '../../src/lifecycle/index.ts';
import { ms } from '../../src/units/index.ts';
import { Gate, startServer, WorkerHarness } from './worker-harness.ts';

describe('an observed worker', { timeout: 30_000 }, () => {
  let server: OwnBroker;
  before(async () => {
    server = await startServer('embedded');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });

  interface Seen {
    readonly what: 'reserved' | 'settled';
    readonly id: string;
    readonly reservedNs: number;
    readonly atNs: number;
  }

  function watch(app: App): readonly Seen[] {
    const seen: Seen[] = [];
    const note =
      (what: Seen['what']): NonNullable<TaskObserver['settled']> =>
      ({ id, reservedNs }) =>
        void seen.push({ what, id, reservedNs, atNs: monotonicNs() });
    app.observe({ reserved: note('reserved'), settled: note('settled') });
    return seen;
  }

  it('tells each message once when it is reserved and once when it is settled, on one clock', async () => {
    await using h = await WorkerHarness.create(server.url);
    const seen = watch(h.app);
    h.app.task('late', () => 'done', { acks: 'late' });
    const beforeNs = monotonicNs();
    const worker = await h.startWorker();
    const ids = await h.send('late', [[], [], []]);
    for (const id of ids) await h.result(id);
    // Which waits for the answers to its acks.
    await worker.stop(Deadline.in(ms(10_000)));
    for (const id of ids) {
      const [reserved, settled, ...more] = seen.filter((one) => one.id === id);
      assert.deepEqual([reserved?.what, settled?.what, more.length], ['reserved', 'settled', 0]);
      assert.ok(reserved !== undefined && settled !== undefined);
      assert.equal(reserved.reservedNs, settled.reservedNs);
      assert.ok(beforeNs <= reserved.reservedNs && reserved.reservedNs <= reserved.atNs);
      assert.ok(reserved.atNs <= settled.atNs);
    }
  });

  it('tells that a message with early ack is settled before its task ends', async () => {
    await using h = await WorkerHarness.create(server.url);
    const seen = watch(h.app);
    const gate = new Gate();
    h.app.task('early', () => gate.pass('running'));
    await h.startWorker();
    const [id] = await h.send('early', [[]]);
    assert.ok(id !== undefined);
    await gate.arrived(1);
    // The broker has to answer the ack first.
    while (seen.length < 2) await turn();
    assert.deepEqual(
      seen.map(({ what }) => what),
      ['reserved', 'settled'],
    );
    gate.open();
    await h.result(id);
  });

  it('does not tell that a message is settled that goes back to its queue', async () => {
    await using h = await WorkerHarness.create(server.url);
    const seen = watch(h.app);
    const gate = new Gate();
    h.app.task('waits', () => gate.pass('running'), { acks: 'late' });
    const worker = await h.startWorker({ prefetchMultiplier: 2 });
    await h.send('waits', [[], []]);
    await gate.arrived(1);
    await h.untilDepth({ waiting: 0, reserved: 2 });
    const stopping = worker.stop(Deadline.in(ms(10_000)));
    gate.open();
    await stopping;
    const settled = seen.filter(({ what }) => what === 'settled');
    const { waiting } = await h.depth();
    assert.equal(settled.length, 2 - waiting);
    assert.equal(seen.filter(({ what }) => what === 'reserved').length, 2);
  });

  it('tells how each execution ended, in the slot', async () => {
    await using h = await WorkerHarness.create(server.url);
    const ended: EndedTask[] = [];
    h.app.observe({ ended: (task) => void ended.push(task) });
    h.app.task('adds', (x: number) => x + 1);
    h.app.task('waits', async () => {
      await Promise.resolve();
      throw new Error('after a while');
    });
    h.app.task(
      'retries',
      ({ retries }) => {
        if (retries === 0) throw new Retry({ countdown: 0 });
      },
      { bind: true },
    );
    h.app.task('ignores', () => {
      throw new Ignore();
    });
    h.app.task('refuses', () => {
      throw new Reject({ requeue: true });
    });
    await h.startWorker();
    const beforeNs = monotonicNs();
    for (const name of ['adds', 'waits', 'retries', 'ignores', 'refuses']) await h.send(name, [[1]]);
    const hows = (name: string): readonly string[] =>
      ended.filter((one) => one.name === name).map(({ how }) => how);
    await h.untilDepth({ waiting: 0, reserved: 0 });
    const deadline = Deadline.in(ms(10_000));
    while (ended.length < 6 && !deadline.passed) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(hows('adds'), ['done']);
    assert.deepEqual(hows('waits'), ['failed']);
    assert.deepEqual(hows('retries'), ['again', 'done']);
    assert.deepEqual(hows('ignores'), ['done']);
    assert.deepEqual(hows('refuses'), ['failed'], 'with early ack there is nothing left to put back');
    for (const { startedNs, finishedNs } of ended)
      assert.ok(beforeNs <= startedNs && startedNs <= finishedNs && finishedNs <= monotonicNs());
  });

  it('has one observer', () => {
    const app = new App('watched');
    app.observe({});
    assert.throws(() => app.observe({}), { code: 'BAD_OPTION' });
  });
});
