// What only pools with processes or threads can go through: slots that die, that are replaced, that print.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PoolHarness } from '../pool-harness.ts';

for (const kind of ['prefork', 'threads'] as const) {
  describe(`remote pool: ${kind}`, { timeout: 60_000 }, () => {
    it('passes on what tasks print', async () => {
      await using harness = await PoolHarness.create({ kind });
      await harness.pool.start();
      harness.run('print', 'hello from the slot');
      await harness.until(() => harness.printed.includes('hello from the slot\n'));
    });

    it('an error outside of the task costs that task only, and the slot is replaced', async () => {
      await using harness = await PoolHarness.create({ kind });
      await harness.pool.start();
      const id = harness.run('throw-outside');
      await harness.until(() => harness.lost.length === 1);
      assert.deepEqual(
        harness.lost.map((one) => [one.id, one.cause]),
        [[id, 'crashed']],
      );
      await harness.until(() => harness.pool.free === 1);
      assert.equal((await harness.outcomeOf(harness.run('add', 1, 1)))?.kind, 'success');
      assert.match(harness.printed, /thrown outside of the task/);
    });

    it('replaces a slot after its share of tasks, losing and doubling none', async () => {
      await using harness = await PoolHarness.create({ kind, slots: 2, maxTasksPerChild: 3 });
      await harness.pool.start();
      const ids: string[] = [];
      while (ids.length < 20) {
        await harness.until(() => harness.pool.free > 0);
        ids.push(harness.run(kind === 'prefork' ? 'pid' : 'noop'));
      }
      await harness.until(() => harness.ended.length === 20);
      assert.deepEqual(harness.ended.map((one) => one.id).toSorted(), ids.toSorted());
      assert.deepEqual(harness.lost, []);
      if (kind === 'prefork') assertShares(harness, 3);
    });

    it('reports a module that does not load', async () => {
      await using harness = await PoolHarness.create({ kind, fixture: 'broken' });
      await assert.rejects(harness.pool.start(), /broken on purpose/);
    });

    it('gives up when slots keep dying without having done anything', async () => {
      await using harness = await PoolHarness.create({ kind, fixture: 'dies-in-children' });
      await harness.pool.start();
      await harness.until(() => harness.broken !== undefined);
      assert.equal(harness.broken?.code, 'WORKER_DIED');
      assert.match(harness.broken.message, /exited with code 3/);
    });
  });
}

describe('remote pool: prefork', { timeout: 60_000 }, () => {
  it('a killed child costs the task it was running, and is replaced', async () => {
    await using harness = await PoolHarness.create({ kind: 'prefork' });
    await harness.pool.start();
    const [first] = harness.pool.pids;
    const id = harness.run('crash');
    await harness.until(() => harness.lost.length === 1);
    assert.deepEqual(harness.lost, [{ id, cause: 'crashed', reason: 'process was ended by SIGKILL' }]);
    await harness.until(() => harness.pool.free === 1);
    assert.notEqual(harness.pool.pids[0], first);
  });

  it('a child killed while idle costs nothing', async () => {
    await using harness = await PoolHarness.create({ kind: 'prefork' });
    await harness.pool.start();
    const [first = 0] = harness.pool.pids;
    process.kill(first, 'SIGKILL');
    await harness.until(() => !harness.pool.pids.includes(first) && harness.pool.free === 1);
    assert.equal((await harness.outcomeOf(harness.run('add', 1, 1)))?.kind, 'success');
    assert.deepEqual(harness.lost, []);
  });
});

function assertShares(harness: PoolHarness, share: number): void {
  const counts = new Map<unknown, number>();
  for (const { outcome } of harness.ended) {
    const pid = outcome.kind === 'success' ? outcome.value : 'failed';
    counts.set(pid, (counts.get(pid) ?? 0) + 1);
  }
  assert.ok([...counts.values()].every((count) => count <= share));
  assert.ok(counts.size >= Math.ceil(harness.ended.length / share));
}
