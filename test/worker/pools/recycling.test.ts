// Slots that are replaced because they have run their share or use too much memory.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawMemoryLimit, drawShare, isRetiring } from '../../../src/worker/pools/recycling.ts';
import { PoolHarness } from '../pool-harness.ts';

const MIB = 1024 * 1024;

describe('recycling', () => {
  it('draws shares within a tenth below the limit, never above, and not all the same', () => {
    const shares = Array.from({ length: 500 }, () => drawShare({ maxTasks: 100, maxMemoryBytes: undefined }));
    assert.ok(shares.every((share) => share >= 90 && share <= 100 && Number.isInteger(share)));
    assert.ok(new Set(shares).size > 5);
    assert.equal(drawShare({ maxTasks: 1, maxMemoryBytes: undefined }), 1);
    assert.equal(drawShare({ maxTasks: undefined, maxMemoryBytes: undefined }), Infinity);
  });

  it('draws memory limits within a tenth below the limit', () => {
    const limits = Array.from({ length: 100 }, () =>
      drawMemoryLimit({ maxTasks: undefined, maxMemoryBytes: 1000 }),
    );
    assert.ok(limits.every((limit) => limit !== undefined && limit > 900 && limit <= 1000));
    assert.equal(drawMemoryLimit({ maxTasks: 3, maxMemoryBytes: undefined }), undefined);
  });

  it('wants a successor for a member in its last tenth', () => {
    assert.equal(isRetiring(90, 100), false);
    assert.equal(isRetiring(91, 100), true);
    assert.equal(isRetiring(1e9, Infinity), false);
  });
});

for (const kind of ['prefork', 'threads'] as const) {
  describe(`recycling for memory: ${kind}`, { timeout: 60_000 }, () => {
    it('replaces a slot after the task that needed too much, losing none', async () => {
      await using harness = await PoolHarness.create({ kind, fixture: 'limits', maxMemoryBytes: 1024 });
      await harness.pool.start();
      const ids = await harness.runAll(Array.from({ length: 4 }, () => ['pid']));
      assert.deepEqual(
        harness.ended.map((one) => one.id),
        ids,
      );
      assert.deepEqual(harness.lost, []);
      const pids = harness.ended.map(({ outcome }) => outcome.kind === 'success' && outcome.value);
      assert.equal(new Set(pids).size, kind === 'prefork' ? 4 : 1);
    });

    it('keeps a slot that stays below', async () => {
      const maxMemoryBytes = 600 * MIB;
      await using harness = await PoolHarness.create({ kind, fixture: 'limits', maxMemoryBytes });
      await harness.pool.start();
      const { pids } = harness.pool;
      await harness.runAll(Array.from({ length: 5 }, () => ['hoard', MIB]));
      assert.deepEqual(harness.pool.pids, pids);
      assert.equal(harness.pool.free, 1);
    });

    it('a slot that uses up its heap costs the one task, and is replaced', async () => {
      await using harness = await PoolHarness.create({ kind, fixture: 'limits', maxHeapMiB: 24 });
      await harness.pool.start();
      const id = harness.run('eat-heap');
      await harness.until(() => harness.lost.length === 1 && harness.pool.free === 1);
      assert.deepEqual([harness.lost[0]?.id, harness.lost[0]?.cause], [id, 'crashed']);
      assert.equal((await harness.outcomeOf(harness.run('noop')))?.kind, 'success');
    });
  });
}
