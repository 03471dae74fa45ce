// A worker end to end in one process, on a real Redis and on the embedded broker.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { formatCeleryDate } from '../../src/broker/index.ts';
import { ms } from '../../src/units/index.ts';
import { TaskFailedError } from '../../src/worker/index.ts';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { Deadline, Gate, startServer, WorkerHarness, type BrokerKind } from './worker-harness.ts';

describe('worker on redis', { timeout: 60_000, skip: SKIP_WITHOUT_REDIS }, () => suite('redis'));
describe('worker on embedded', { timeout: 60_000 }, () => suite('embedded'));

function suite(kind: BrokerKind): void {
  let server: Awaited<ReturnType<typeof startServer>>;
  before(async () => {
    server = await startServer(kind);
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });
  const harness = (): Promise<WorkerHarness> => WorkerHarness.create(server.url);
  describe('results', () => results(harness));
  describe('messages', () => messages(harness));
  describe('prefetch', () => prefetch(harness));
  describe('stopping', () => stopping(harness));
}

type Make = () => Promise<WorkerHarness>;

function results(make: Make): void {
  it('answers those who ask', async () => {
    await using h = await make();
    const add = h.app.task('add', (x: number, y: number) => x + y);
    await h.startWorker();
    assert.equal(await add.send([2, 3]).get({ timeout: '10s' }), 5);
    assert.equal(await h.app.send('add', [4, 5]).get({ timeout: '10s' }), 9);
  });

  it('rejects with what the task threw', async () => {
    await using h = await make();
    h.app.task('fail', () => {
      throw new RangeError('too far');
    });
    await h.startWorker();
    await assert.rejects(h.app.send('fail').get({ timeout: '10s' }), (error) => {
      assert.ok(error instanceof TaskFailedError);
      assert.equal(error.exceptionType, 'RangeError');
      assert.match(error.message, /too far/);
      assert.match(error.remoteTraceback ?? '', /worker\.test/);
      return true;
    });
  });

  it('gives up waiting after the timeout', async () => {
    await using h = await make();
    await assert.rejects(h.app.send('nobody-runs-this').get({ timeout: '10ms' }), { code: 'RESULT_TIMEOUT' });
  });

  it('stores none where none is wanted, and what the sender says wins', async () => {
    await using h = await make();
    h.app.task('quiet', () => 1, { ignoreResult: true });
    await h.startWorker();
    const [unwanted = ''] = await h.send('quiet', [[]], { ignoreResult: true });
    const [wanted = ''] = await h.send('quiet', [[]], { ignoreResult: false });
    assert.equal((await h.result(wanted)).result, 1);
    const pending = await h.broker.results.expect(unwanted);
    await assert.rejects(pending.wait(ms(20)), { code: 'RESULT_TIMEOUT' });
    await pending.cancel();
  });
}

function messages(make: Make): void {
  it('survives what is no task message', async () => {
    await using h = await make();
    h.app.task('add', (x: number, y: number) => x + y);
    await h.startWorker();
    await h.sendRaw('not json');
    await h.sendRaw('{}');
    await h.sendRaw(
      JSON.stringify({ body: 'W10=', 'content-type': 'application/json', headers: { task: 'add', id: 'x' } }),
    );
    assert.equal(await h.app.send('add', [1, 1]).get({ timeout: '10s' }), 2);
    await h.untilDepth({ waiting: 0, reserved: 0 });
    assert.match(h.logged, /Discarding/);
  });

  it('stores NotRegistered for a task it does not know', async () => {
    await using h = await make();
    await h.startWorker();
    const [id = ''] = await h.send('nobody', [[]]);
    const { status, result } = await h.result(id);
    assert.equal(status, 'FAILURE');
    assert.deepEqual(result, {
      exc_type: 'NotRegistered',
      exc_message: ['nobody'],
      exc_module: 'celery.exceptions',
    });
  });

  it('revokes what has expired', async () => {
    await using h = await make();
    let ran = false;
    h.app.task('late', () => {
      ran = true;
    });
    await h.startWorker();
    const [id = ''] = await h.send('late', [[]], { expires: formatCeleryDate(new Date(Date.now() - 1000)) });
    assert.equal((await h.result(id)).status, 'REVOKED');
    assert.equal(ran, false);
  });

  it('holds a task until it is due, and runs others meanwhile', async () => {
    await using h = await make();
    const order: string[] = [];
    h.app.task('note', (label: string) => order.push(label));
    await h.startWorker();
    const later = h.app.send('note', ['later'], { countdown: '100ms' });
    await h.app.send('note', ['now']).get({ timeout: '10s' });
    await later.get({ timeout: '10s' });
    assert.deepEqual(order, ['now', 'later']);
  });

  it('publishes links, error links and the next steps of a chain', async () => {
    await using h = await make();
    h.app.task('add', (x: number, y: number) => x + y);
    h.app.task('fail', () => {
      throw new Error('no');
    });
    const failed = new Gate();
    failed.open();
    h.app.task('on-error', (id: string) => failed.pass(id));
    await h.startWorker();
    const step = (id: string, y: number) => ({
      task: 'add',
      args: [y],
      kwargs: {},
      options: { task_id: id },
    });
    const embed = { callbacks: [step('linked', 10)], errbacks: null, chord: null };
    const chain = [step('third', 4), step('second', 3)];
    await h.send('add', [[1, 2]], { embed: { ...embed, chain } });
    assert.equal((await h.result('linked')).result, 13);
    assert.equal((await h.result('second')).result, 6);
    assert.equal((await h.result('third')).result, 10);
    const errbacks = [{ task: 'on-error', args: [], kwargs: {}, options: {} }];
    const [id = ''] = await h.send('fail', [[]], {
      embed: { callbacks: null, errbacks, chain: null, chord: null },
    });
    assert.deepEqual(await failed.arrived(1), [id]);
  });
}

function prefetch(make: Make): void {
  for (const acks of ['early', 'late'] as const) {
    it(`holds no more than slots x multiplier messages (${acks} ack)`, async () => {
      await using h = await make();
      const gate = new Gate();
      h.app.task('wait', (label: string) => gate.pass(label), { acks });
      await h.send(
        'wait',
        Array.from({ length: 30 }, (_, i) => [`${i}`]),
      );
      await h.startWorker({ concurrency: 2, prefetchMultiplier: 3 });
      await gate.arrived(2);
      // Six were reserved. Early ack: the two that run are settled; more is asked for when half of six is free.
      await h.untilDepth({ waiting: 24, reserved: acks === 'early' ? 4 : 6 });
      gate.open();
      let most = 0;
      for (let depth = await h.depth(); depth.waiting + depth.reserved > 0; depth = await h.depth()) {
        most = Math.max(most, depth.reserved);
      }
      // Acks are on their way while the next are reserved: the broker may see those settled a moment ago.
      assert.ok(most <= (acks === 'early' ? 30 : 12), `${most} reserved at once`);
      assert.deepEqual(
        [...(await gate.arrived(30))],
        Array.from({ length: 30 }, (_, i) => `${i}`),
      );
    });
  }

  it('takes everything when the multiplier is 0', async () => {
    await using h = await make();
    const gate = new Gate();
    h.app.task('wait', (label: string) => gate.pass(label));
    await h.send(
      'wait',
      Array.from({ length: 50 }, (_, i) => [`${i}`]),
    );
    await h.startWorker({ prefetchMultiplier: 0 });
    await h.untilDepth({ waiting: 0, reserved: 49 });
    gate.open();
    await gate.arrived(50);
  });
}

function stopping(make: Make): void {
  it('warm: finishes what runs, gives the rest back in order, also what is not due yet', async () => {
    await using h = await make();
    const gate = new Gate();
    h.app.task('wait', (label: string) => gate.pass(label), { acks: 'late' });
    await h.send(
      'wait',
      ['a', 'b', 'c', 'd', 'e', 'f'].map((label) => [label]),
    );
    await h.send('wait', [['not due']], { eta: formatCeleryDate(new Date(Date.now() + 3_600_000)) });
    const worker = await h.startWorker({ prefetchMultiplier: 0 });
    await h.untilDepth({ waiting: 0, reserved: 7 });
    await gate.arrived(1);
    const stopped = worker.stop(Deadline.none());
    await h.untilDepth({ waiting: 6, reserved: 1 });
    gate.open();
    await stopped;
    assert.deepEqual(await h.depth(), { waiting: 6, reserved: 0 });
    assert.deepEqual(await gate.arrived(1), ['a']);
    await h.startWorker();
    assert.deepEqual([...(await gate.arrived(6))], ['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('cold: aborts, gives late-ack tasks back, says which early-ack tasks are lost', async () => {
    await using h = await make();
    const gate = new Gate();
    const aborted: string[] = [];
    const run = (label: string, signal: AbortSignal): Promise<string> => {
      signal.addEventListener('abort', () => aborted.push(label));
      return gate.pass(label);
    };
    h.app.task('early', (context, label: string) => run(label, context.signal), { bind: true });
    h.app.task('late', (context, label: string) => run(label, context.signal), { bind: true, acks: 'late' });
    await h.send('early', [['early']]);
    const [late = ''] = await h.send('late', [['late']]);
    const worker = await h.startWorker({ concurrency: 2 });
    await gate.arrived(2);
    await worker.kill();
    assert.deepEqual(aborted.toSorted(), ['early', 'late']);
    assert.match(h.logged, /Task early\[[-\w]+\] was running and is lost/);
    assert.deepEqual(await h.depth(), { waiting: 1, reserved: 0 });
    gate.open();
    await h.startWorker();
    assert.equal((await h.result(late)).result, 'late');
  });

  it('a kill ends a stop that waits', async () => {
    await using h = await make();
    const gate = new Gate();
    h.app.task('wait', (label: string) => gate.pass(label));
    await h.send('wait', [['a']]);
    const worker = await h.startWorker();
    await gate.arrived(1);
    const stopped = worker.stop(Deadline.none());
    await worker.kill();
    await stopped;
    await worker.ended;
  });

  it('quiet: takes no more, goes on with what it has', async () => {
    await using h = await make();
    const gate = new Gate();
    gate.open();
    h.app.task('wait', (label: string) => gate.pass(label));
    const worker = await h.startWorker();
    await worker.quiet();
    await h.send('wait', [['a']]);
    await worker.stop(Deadline.none());
    assert.deepEqual(await h.depth(), { waiting: 1, reserved: 0 });
  });

  it('every verb is legal before the start and after the end', async () => {
    await using h = await make();
    const worker = h.makeWorker();
    await worker.quiet();
    await worker.stop(Deadline.none());
    await worker.kill();
    await worker.start();
    await worker.stop(Deadline.none());
    await worker.stop(Deadline.none());
    await worker.kill();
  });
}
