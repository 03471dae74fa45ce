// A worker that is killed, with everything in it that can be: waiting, running, held for later. Its work goes on
// elsewhere, soon; and not while it only looks dead.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { connectBroker, encodeTask, formatCeleryDate } from '../../src/broker/index.ts';
import { DEFAULT_TIMING } from '../../src/broker/redis/timing.ts';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { RemoteControl } from '../../src/worker/index.ts';
import type { CliWorker } from '../worker/cli-process.ts';
import { Ledger } from './ledger.ts';
import { Scene } from './scene.ts';

describe('a dead worker', { timeout: 120_000, skip: SKIP_WITHOUT_REDIS }, () => {
  let scene: Scene;
  before(async () => {
    scene = await Scene.open();
  });
  after(() => scene[Symbol.asyncDispose]());
  beforeEach(async () => {
    await scene.redis.flushall();
  });

  function start(name: string, pool: string, queue = 'celery'): Promise<CliWorker> {
    return scene.startWorker(name, '-P', pool, '-Q', queue);
  }

  async function send(
    kind: 'late' | 'early',
    indices: readonly number[],
    forMs: number,
    eta?: Date,
  ): Promise<void> {
    await using broker = await connectBroker(scene.url);
    const messages = indices.map((index) => ({
      queue: 'celery',
      envelope: encodeTask({
        ...{ id: `${kind}-${index}`, name: kind, args: [index, forMs], queue: 'celery' },
        ...(eta === undefined ? {} : { eta: formatCeleryDate(eta) }),
      }),
    }));
    await broker.sender.send(messages);
  }

  /** Lets the other worker, which has only watched so far, take part. */
  async function join(): Promise<void> {
    await using broker = await connectBroker(scene.url);
    await using remote = new RemoteControl(broker.signals);
    await remote.tell({ method: 'add_consumer', arguments: { queue: 'celery' } });
  }
  const untilClaimed = (): Promise<void> =>
    scene.until(
      'all are claimed',
      async () => (await scene.redis.llen('celery')) === 0 && (await scene.redis.hlen('unacked')) > 0,
    );

  it('is given up within ten seconds', () => {
    const { livenessMs, reapMs, heartbeatMs } = DEFAULT_TIMING;
    assert.ok(livenessMs + 2 * reapMs < 10_000);
    assert.ok(heartbeatMs * 3 <= livenessMs);
  });

  for (const pool of ['prefork', 'async']) {
    it(`leaves nothing behind: waiting, running and later tasks run elsewhere (${pool})`, async (t) => {
      await using ledger = new Ledger(scene.ledgerUrl);
      await using _other = await start('other', pool, 'none');
      await using doomed = await start('doomed', pool);
      await send('late', [0, 1, 2, 3, 4, 5], 500);
      await send('late', [6], 1, new Date(Date.now() + 3_600_000));
      await untilClaimed();
      const killedAtMs = performance.now();
      doomed.signal('SIGKILL');
      await doomed.exit();
      await join();
      await scene.until('all are done', async () => (await ledger.done('late')) === 6);
      t.diagnostic(`all done ${Math.round(performance.now() - killedAtMs)} ms after the kill`);
      const { once, again, lost } = await ledger.count('late', [0, 1, 2, 3, 4, 5]);
      assert.deepEqual({ done: once + again, lost }, { done: 6, lost: 0 });
      // Its two slots may have ended a task that it did not live to acknowledge.
      assert.ok(again <= 2, `${again} were done again`);
      await scene.until('the one for later has a new keeper', async () => {
        const keepers = await scene.redis.hkeys('unacked');
        return keepers.length === 1 && keepers[0]?.startsWith('other@') === true;
      });
    });
  }

  it('is one only when it is dead: stopped for longer than its key lives, it keeps what it has', async () => {
    await using ledger = new Ledger(scene.ledgerUrl);
    await using _other = await start('other', 'async', 'none');
    await using stopped = await start('stopped', 'async');
    await send('late', [0, 1, 2, 3, 4], 2_000);
    await untilClaimed();
    stopped.signal('SIGSTOP');
    await join();
    await scene.until(
      'its key is gone',
      async () => (await scene.redis.keys('headcount.consumer.stopped*')).length === 0,
    );
    // Two looks of the reaper.
    for (let look = 0; look < 2; look++) {
      await scene.redis.del('headcount.reaper');
      await scene.until('someone looks', async () => (await scene.redis.exists('headcount.reaper')) === 1);
    }
    assert.equal(await ledger.done('late'), 0);
    stopped.signal('SIGCONT');
    await scene.until('all are done', async () => (await ledger.done('late')) === 5);
    assert.equal((await ledger.count('late', [0, 1, 2, 3, 4])).once, 5);
  });
});
