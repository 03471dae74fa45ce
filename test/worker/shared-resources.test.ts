// A pooled connection against a connection a task: what `app.resource` is for, counted by the server that is called.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { Deadline } from '../../src/lifecycle/index.ts';
import { ms } from '../../src/units/index.ts';
import { loadApp, type PoolKind } from '../../src/worker/index.ts';
import { appUrl } from './pool-harness.ts';
import { startServer, WorkerHarness } from './worker-harness.ts';

const TASKS = 24;

describe('shared resources', { timeout: 60_000 }, () => {
  let broker: Awaited<ReturnType<typeof startServer>>;
  let site: Server;
  let connections = 0;
  before(async () => {
    broker = await startServer('embedded');
    site = createServer((_, response) => response.end('hello'));
    site.keepAliveTimeout = 60_000;
    site.on('connection', () => connections++);
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
  });
  after(async () => {
    site.closeAllConnections();
    site.close();
    await broker[Symbol.asyncDispose]();
  });

  /** Fetches with a worker of two slots; answers how many connections that took, and what was logged. */
  async function fetchAll(
    pool: PoolKind,
    task: string,
  ): Promise<{ readonly made: number; readonly log: string }> {
    const address = site.address();
    assert.ok(typeof address === 'object' && address !== null);
    await using h = await WorkerHarness.create(broker.url);
    const module = appUrl('outcomes');
    const worker = await h.startWorker({
      app: await loadApp(module),
      module,
      broker: h.url,
      pool,
      concurrency: 2,
    });
    const before = connections;
    const args = [`http://127.0.0.1:${address.port}/`];
    for (const id of await h.send(
      task,
      Array.from({ length: TASKS }, () => args),
    )) {
      assert.equal((await h.result(id)).status, 'SUCCESS');
    }
    await worker.stop(Deadline.in(ms(10_000)));
    return { made: connections - before, log: h.logged };
  }

  it('one connection for all tasks of a worker, instead of one a task', async () => {
    assert.equal((await fetchAll('async', 'fetch')).made, 1);
    assert.equal((await fetchAll('async', 'fetch-unpooled')).made, TASKS);
  });

  it('one for each child, opened by the first task that asks and closed when the child ends', async () => {
    const { made, log } = await fetchAll('prefork', 'fetch');
    const opened = log.match(/opened http in \d+/g) ?? [];
    const closed = log.match(/closed http in \d+/g) ?? [];
    assert.ok(made >= 1 && made <= 2, `${made} connections`);
    assert.equal(opened.length, made);
    assert.deepEqual(opened.map((line) => line.replace('opened', 'closed')).toSorted(), closed.toSorted());
  });
});
