// Which queues a worker serves, and that --purge empties them before it starts.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connectBroker, encodeTask } from '../../src/broker/index.ts';
import { queuesToServe } from '../../src/cli/queue-options.ts';
import { App } from '../../src/worker/index.ts';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { CliWorker } from '../worker/cli-process.ts';
import { appUrl } from '../worker/pool-harness.ts';
import { startServer } from '../worker/worker-harness.ts';

const app = new App('queues', { defaultQueue: 'mine' });
const serve = (queues: string | undefined, excluded?: string): readonly string[] =>
  queuesToServe({ queues, 'exclude-queues': excluded }, app);

describe('the queues of a worker', () => {
  it("are those asked for, else the application's, without the excluded ones", () => {
    assert.deepEqual(serve(undefined), ['mine']);
    assert.deepEqual(serve('a, b,c'), ['a', 'b', 'c']);
    assert.deepEqual(serve('a,b,c', 'b,x'), ['a', 'c']);
    assert.throws(() => serve(undefined, 'mine'), { code: 'USAGE', message: /no queue is left/ });
    assert.throws(() => serve(' , '), { code: 'USAGE' });
  });

  it('are emptied before the start with --purge', { timeout: 60_000, skip: SKIP_WITHOUT_REDIS }, async () => {
    await using server = await startServer('redis');
    await using broker = await connectBroker(server.url);
    const send = (queue: string) =>
      broker.sender.send([{ queue, envelope: encodeTask({ id: queue, name: 'noop', args: [], queue }) }]);
    await Promise.all([send('a'), send('b'), send('kept')]);
    const basic = fileURLToPath(appUrl('basic'));
    const purging = ['-Q', 'a,b,kept', '-X', 'kept', '--purge', '-O', 'fair', '-l', 'info'];
    await using worker = new CliWorker('-A', basic, '-b', server.url, '-P', 'solo', ...purging);
    await worker.ready();
    assert.match(worker.output, /purged 2 waiting messages/);
    assert.doesNotMatch(worker.output, /received/);
    assert.equal(await broker.observer.waiting(['kept']), 1);
  });
});
