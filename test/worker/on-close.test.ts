// What an application opened is closed in every process and thread that ends in an orderly way.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Deadline } from '../../src/lifecycle/index.ts';
import { ms } from '../../src/units/index.ts';
import { App, loadApp, type PoolKind } from '../../src/worker/index.ts';
import { appUrl } from './pool-harness.ts';
import { startServer, WorkerHarness } from './worker-harness.ts';

describe('onClose', { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  before(async () => {
    server = await startServer('embedded');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });

  async function goodbyes(pool: PoolKind, maxTasksPerChild?: number): Promise<ReadonlySet<string>> {
    await using h = await WorkerHarness.create(server.url);
    const module = appUrl('says-goodbye');
    const app = await loadApp(module);
    const recycling = maxTasksPerChild === undefined ? {} : { maxTasksPerChild };
    const worker = await h.startWorker({ app, module, broker: h.url, pool, concurrency: 2, ...recycling });
    for (const id of await h.send('noop', [[], [], [], []])) await h.result(id);
    await worker.stop(Deadline.in(ms(20_000)));
    return new Set(h.logged.match(/goodbye from \S+/g));
  }

  it('runs in every child of a prefork pool', async () => {
    assert.equal((await goodbyes('prefork')).size, 2);
  });

  it('runs in a child that is recycled', async () => {
    assert.ok((await goodbyes('prefork', 1)).size >= 4);
  });

  it('runs in every thread of a threads pool', async () => {
    assert.equal((await goodbyes('threads')).size, 2);
  });

  it('has the same time at a stop of the worker as at any other end of a child', async () => {
    await using h = await WorkerHarness.create(server.url);
    const module = appUrl('closes-slowly');
    const app = new App('closes-at-once', { broker: h.url });
    app.task('noop', () => {});
    const worker = await h.startWorker({ app, module, broker: h.url, pool: 'prefork' });
    await worker.stop(Deadline.none());
    assert.match(h.logged, /closed in the end/);
  });

  it('runs once, the last registered first', async () => {
    const app = new App('order');
    const closed: number[] = [];
    app.onClose(async () => void closed.push(1));
    app.onClose(async () => void closed.push(2));
    await app.close();
    await app.close();
    assert.deepEqual(closed, [2, 1]);
  });
});
