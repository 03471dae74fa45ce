// A worker whose tasks run in child processes: what a crash costs, and what recycling does.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadApp, type Worker, type WorkerOptions } from '../../src/worker/index.ts';
import { appUrl } from './pool-harness.ts';
import { startServer, WorkerHarness } from './worker-harness.ts';

describe('worker with children', { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  before(async () => {
    server = await startServer('any');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });

  async function start(h: WorkerHarness, options: Partial<WorkerOptions> = {}): Promise<Worker> {
    const module = appUrl('basic');
    const app = await loadApp(module);
    return await h.startWorker({ app, module, broker: h.url, pool: 'prefork', ...options });
  }

  it('runs tasks elsewhere', async () => {
    await using h = await WorkerHarness.create(server.url);
    const worker = await start(h);
    const [id = ''] = await h.send('pid', [[]]);
    assert.deepEqual([(await h.result(id)).result], worker.pids);
  });

  it('a crash fails an early-ack task with WorkerLostError', async () => {
    await using h = await WorkerHarness.create(server.url);
    await start(h);
    const [crash = '', after = ''] = [...(await h.send('crash', [[]])), ...(await h.send('add', [[1, 2]]))];
    const { status, result } = await h.result(crash);
    assert.equal(status, 'FAILURE');
    assert.deepEqual(result, {
      exc_type: 'WorkerLostError',
      exc_message: ['process was ended by SIGKILL'],
      exc_module: 'billiard.exceptions',
    });
    assert.equal((await h.result(after)).result, 3);
  });

  it('a crash sends a late-ack task back once, then fails it', async () => {
    await using h = await WorkerHarness.create(server.url);
    await start(h);
    const [crash = ''] = await h.send('crash-late', [[]]);
    assert.equal((await h.result(crash)).status, 'FAILURE');
    assert.match(h.logged, /back to the queue/);
    await h.untilDepth({ waiting: 0, reserved: 0 });
  });

  it('runs every task exactly once across recycled children', async () => {
    await using h = await WorkerHarness.create(server.url);
    await start(h, { concurrency: 2, maxTasksPerChild: 4 });
    const ids = await h.send(
      'pid',
      Array.from({ length: 30 }, () => []),
    );
    const shares = new Map<unknown, number>();
    for (const id of ids) {
      const { result } = await h.result(id);
      shares.set(result, (shares.get(result) ?? 0) + 1);
    }
    assert.ok([...shares.values()].every((share) => share <= 4));
    assert.equal(
      [...shares.values()].reduce((sum, share) => sum + share, 0),
      30,
    );
    assert.equal(h.logged.match(/Task pid\[.*succeeded/g)?.length, 30);
  });

  it('a cold stop gives a late-ack task back', async () => {
    await using h = await WorkerHarness.create(server.url);
    const worker = await start(h);
    await h.send('until-aborted-late', [[]]);
    await h.untilDepth({ waiting: 0, reserved: 1 });
    await worker.kill();
    assert.deepEqual(await h.depth(), { waiting: 1, reserved: 0 });
  });

  it('stops by itself, and says why, when its children keep dying', async () => {
    await using h = await WorkerHarness.create(server.url);
    const module = appUrl('dies-in-children');
    const worker = await h.startWorker({
      app: await loadApp(module),
      module,
      broker: h.url,
      pool: 'prefork',
    });
    await assert.rejects(worker.ended, { code: 'WORKER_DIED' });
  });

  it('does not start, and holds nothing, when its children cannot load the module', async () => {
    await using h = await WorkerHarness.create(server.url);
    const app = await loadApp(appUrl('basic'));
    const options = { app, module: appUrl('broken'), broker: h.url, pool: 'prefork' };
    await assert.rejects(h.startWorker(options), /broken on purpose/);
  });
});
