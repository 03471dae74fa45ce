// Limits as a worker applies them, from message to stored result.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Deadline, startServer, WorkerHarness } from '../worker-harness.ts';
import { ask, startLimited, untilAnswer } from './steered.ts';

const failure = (type: string, message: readonly unknown[], module = 'billiard.exceptions') => ({
  exc_type: type,
  exc_message: message,
  exc_module: module,
});

const REVOKED = failure('TaskRevokedError', ['revoked'], 'celery.exceptions');
const TERMINATED = failure('TaskRevokedError', ['terminated'], 'celery.exceptions');

describe('limits of a worker', { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  before(async () => {
    server = await startServer('any');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });

  describe('time', () => {
    it('soft: of the worker, of the task type before that, of the message before both', async () => {
      await using h = await WorkerHarness.create(server.url);
      await startLimited(h, { concurrency: 3, softTimeLimit: 0.02 });
      const [ofWorker = ''] = await h.send('heed', [[]]);
      const [ofType = ''] = await h.send('limited-soft', [[]]);
      const [ofMessage = ''] = await h.send('limited-soft', [[]], {
        timeLimitSec: { hard: null, soft: 0.03 },
      });
      for (const id of [ofWorker, ofType, ofMessage]) {
        const { status, result } = await h.result(id);
        assert.equal(status, 'FAILURE');
        assert.deepEqual(result, failure('SoftTimeLimitExceeded', []));
      }
      assert.match(h.logged, /Soft time limit \(0\.02s\) exceeded for heed/);
      assert.match(h.logged, /Soft time limit \(0\.05s\) exceeded for limited-soft/);
      assert.match(h.logged, /Soft time limit \(0\.03s\) exceeded for limited-soft/);
    });

    for (const pool of ['async', 'prefork', 'threads']) {
      it(`hard: the task fails, its error link is sent once, others run on: ${pool}`, async () => {
        await using h = await WorkerHarness.create(server.url);
        await startLimited(h, { pool, timeLimit: '80ms' });
        const errback = { task: 'noted', args: [], kwargs: {}, options: { queue: 'errbacks' } };
        const embed = { callbacks: null, errbacks: [errback], chain: null, chord: null };
        const [id = ''] = await h.send('deaf', [[]], { embed });
        const { status, result, traceback } = await h.result(id);
        assert.equal(status, 'FAILURE');
        assert.deepEqual([result, traceback], [failure('TimeLimitExceeded', [0.08]), null]);
        const [next = ''] = await h.send('pid', [[]]);
        assert.equal((await h.result(next)).status, 'SUCCESS');
        assert.equal(await h.broker.observer.waiting(['errbacks']), 1);
        await h.broker.observer.purge(['errbacks']);
        await h.untilDepth({ waiting: 0, reserved: 0 });
      });
    }

    for (const pool of ['prefork', 'threads']) {
      it(`hard: a task that blocks its event loop ends too: ${pool}`, async () => {
        await using h = await WorkerHarness.create(server.url);
        await startLimited(h, { pool, softTimeLimit: '40ms', timeLimit: '80ms' });
        const [id = ''] = await h.send('spin', [[600_000]]);
        assert.deepEqual((await h.result(id)).result, failure('TimeLimitExceeded', [0.08]));
      });
    }

    it('hard, when the task does not ack on that: back to the queue', async () => {
      await using h = await WorkerHarness.create(server.url);
      const worker = await startLimited(h);
      const [id = ''] = await h.send('overrun-late', [[]]);
      while ((h.logged.match(/Hard time limit/g)?.length ?? 0) < 2) await h.depth();
      await worker.kill();
      assert.deepEqual(await h.depth(), { waiting: 1, reserved: 0 });
      assert.match(h.logged, new RegExp(`overrun-late\\[${id}\\] lost its slot, back to the queue`));
    });

    it('a message whose soft limit is not before its hard one has no soft one', async () => {
      await using h = await WorkerHarness.create(server.url);
      await startLimited(h);
      const [id = ''] = await h.send('heed', [[]], { timeLimitSec: { hard: 0.03, soft: 0.05 } });
      assert.deepEqual((await h.result(id)).result, failure('TimeLimitExceeded', [0.03]));
      assert.match(h.logged, /is not before the hard one/);
    });

    it('control time_limit holds for tasks that start afterwards', async () => {
      await using h = await WorkerHarness.create(server.url);
      await startLimited(h);
      const set = await ask(h, 'time_limit', { task_name: 'heed', soft: 0.02, hard: 10 });
      assert.deepEqual(set, { ok: 'time limits set successfully' });
      const [id = ''] = await h.send('heed', [[]]);
      assert.deepEqual((await h.result(id)).result, failure('SoftTimeLimitExceeded', []));
    });
  });

  describe('revoked tasks', () => {
    it('do not start, whether they wait, come later, or are held for their time', async () => {
      await using h = await WorkerHarness.create(server.url);
      await startLimited(h);
      const [running = ''] = await h.send('heed', [[]]);
      const [waiting = ''] = await h.send('noop', [[]]);
      const eta = '2099-01-01T00:00:00.000000+00:00';
      const [held = ''] = await h.send('noop', [[]], { eta });
      await untilAnswer(h, 'scheduled', (list) => Array.isArray(list) && list.length === 1);
      await ask(h, 'revoke', { task_id: [waiting, held, 'later'] });
      assert.deepEqual((await h.result(held)).result, REVOKED);
      await h.send('noop', [[]], { id: 'later' });
      assert.deepEqual((await h.result('later')).result, REVOKED);
      await ask(h, 'revoke', { task_id: running, terminate: true });
      assert.deepEqual((await h.result(waiting)).result, REVOKED);
      await h.untilDepth({ waiting: 0, reserved: 0 });
      const known = await ask(h, 'revoked');
      assert.ok(Array.isArray(known) && known.includes(waiting) && known.includes('later'));
    });

    for (const pool of ['async', 'prefork', 'threads']) {
      it(`are ended while they run, with late ack too: ${pool}`, async () => {
        await using h = await WorkerHarness.create(server.url);
        await startLimited(h, { pool, concurrency: 2 });
        const [deaf = ''] = await h.send('deaf-late', [[]]);
        const [heeding = ''] = await h.send('heed', [[]]);
        await untilAnswer(h, 'active', (list) => Array.isArray(list) && list.length === 2);
        const answer = await ask(h, 'revoke', { task_id: [deaf, heeding], terminate: true });
        assert.match(JSON.stringify(answer), /terminate: /);
        for (const id of [deaf, heeding]) {
          const { status, result } = await h.result(id);
          assert.deepEqual([status, result], ['REVOKED', TERMINATED]);
        }
        const [next = ''] = await h.send('pid', [[]]);
        assert.equal((await h.result(next)).status, 'SUCCESS');
        await h.untilDepth({ waiting: 0, reserved: 0 });
      });
    }
  });

  describe('rates', () => {
    it('a limited type does not hold up others, and counts as reserved', async () => {
      await using h = await WorkerHarness.create(server.url);
      await startLimited(h, { prefetchMultiplier: 2 });
      await h.send(
        'limited-rate',
        Array.from({ length: 20 }, () => []),
      );
      const [other = ''] = await h.send('pid', [[]]);
      assert.equal((await h.result(other)).status, 'SUCCESS');
      assert.deepEqual(await h.depth(), { waiting: 0, reserved: 19 });
      const reserved = await ask(h, 'reserved');
      assert.equal(Array.isArray(reserved) && reserved.length, 19);
      await ask(h, 'rate_limit', { task_name: 'limited-rate', rate_limit: 0 });
      await h.untilDepth({ waiting: 0, reserved: 0 });
    });

    it('can be set while running, and are given back on the way down', async () => {
      await using h = await WorkerHarness.create(server.url);
      const worker = await startLimited(h);
      await ask(h, 'rate_limit', { task_name: 'noop', rate_limit: '1/h' });
      await h.send('noop', [[], [], []]);
      await h.untilDepth({ waiting: 0, reserved: 2 });
      await worker.stop(Deadline.none());
      assert.deepEqual(await h.depth(), { waiting: 2, reserved: 0 });
    });
  });

  describe('lost slots', () => {
    it('a task that kills its process is tried three times, whatever else happened to its message', async () => {
      await using h = await WorkerHarness.create(server.url);
      await startLimited(h, { pool: 'prefork' });
      const [id = ''] = await h.send('crash-late', [[]]);
      assert.deepEqual(
        (await h.result(id)).result,
        failure('WorkerLostError', ['process was ended by SIGKILL']),
      );
      assert.equal(h.logged.match(/lost its slot, back to the queue/g)?.length, 2);
      await h.untilDepth({ waiting: 0, reserved: 0 });
    });

    it('a give-back is no loss', async () => {
      await using h = await WorkerHarness.create(server.url);
      const first = await startLimited(h, { pool: 'prefork' });
      await h.send('heed-late', [[]]);
      const [id = ''] = await h.send('crash-late', [[]]);
      await h.untilDepth({ waiting: 0, reserved: 2 });
      await first.kill();
      await startLimited(h, { pool: 'prefork', concurrency: 2 });
      await h.result(id);
      assert.equal(h.logged.match(/crash-late.* back to the queue/g)?.length, 2);
    });

    it('a task that does not want that fails at once', async () => {
      await using h = await WorkerHarness.create(server.url);
      await startLimited(h, { pool: 'prefork' });
      const [id = ''] = await h.send('crash-once-failing', [[]]);
      assert.equal((await h.result(id)).status, 'FAILURE');
      assert.doesNotMatch(h.logged, /back to the queue/);
    });
  });

  describe('slots', () => {
    it('grow and shrink by remote control, and the prefetch window with them', async () => {
      await using h = await WorkerHarness.create(server.url);
      await startLimited(h, { prefetchMultiplier: 1 });
      await h.send(
        'deaf-late',
        Array.from({ length: 6 }, () => []),
      );
      await h.untilDepth({ waiting: 5, reserved: 1 });
      await ask(h, 'pool_grow', { n: 3 });
      await h.untilDepth({ waiting: 2, reserved: 4 });
      await ask(h, 'pool_shrink', { n: 2 });
      const active = await ask(h, 'active');
      assert.equal(Array.isArray(active) && active.length, 4);
    });

    it('follow the work with autoscale, and busy ones are never taken', async () => {
      await using h = await WorkerHarness.create(server.url);
      await startLimited(h, {
        autoscale: { max: 4, min: 1 },
        autoscaleKeepalive: '200ms',
        prefetchMultiplier: 1,
      });
      const ids = await h.send(
        'deaf',
        Array.from({ length: 7 }, () => []),
      );
      await untilAnswer(h, 'active', (list) => Array.isArray(list) && list.length === 4);
      await ask(h, 'autoscale', { max: 3, min: 2 });
      const active = await ask(h, 'active');
      assert.equal(Array.isArray(active) && active.length, 4);
      assert.match(JSON.stringify(await ask(h, 'pool_grow', { n: 1 })), /not supported with autoscale/);
      await ask(h, 'revoke', { task_id: ids, terminate: true });
      await h.untilDepth({ waiting: 0, reserved: 0 });
      while (!/Scaling down from 3 to 2 slots/.test(h.logged)) await h.depth();
    });

    it('without prefetch nothing is reserved that cannot start', async () => {
      await using h = await WorkerHarness.create(server.url);
      await startLimited(h, { concurrency: 2, disablePrefetch: true, prefetchMultiplier: 4 });
      const ids = await h.send(
        'deaf-late',
        Array.from({ length: 5 }, () => []),
      );
      await h.untilDepth({ waiting: 3, reserved: 2 });
      await ask(h, 'revoke', { task_id: ids.slice(0, 1), terminate: true });
      await h.untilDepth({ waiting: 2, reserved: 2 });
    });
  });
});
