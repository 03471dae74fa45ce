// What every pool must do when a task is to end before it wants to, run for each of them by pool.test.ts.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PoolKind } from '../../src/worker/pools/contract.ts';
import { PoolHarness } from '../worker/pool-harness.ts';

const SOFT = { kind: 'softLimit', limitMs: 1_000 } as const;

export function poolLimitsContract(kind: PoolKind): void {
  describe(`every pool: ${kind}`, { timeout: 60_000 }, () => {
    describe('asking a task to stop', () => asking(kind));
    describe('ending a task', () => ending(kind));
    describe('changing its size', () => resizing(kind));
  });
}

async function started(kind: PoolKind, slots = 1): Promise<PoolHarness> {
  const harness = await PoolHarness.create({ kind, slots, fixture: 'limits' });
  await harness.pool.start();
  return harness;
}

/** Runs a task and waits until its body does. */
async function running(harness: PoolHarness, name: string): Promise<string> {
  const id = harness.run(name);
  const elsewhere = harness.pool.kind === 'prefork' || harness.pool.kind === 'threads';
  if (elsewhere) await harness.until(() => /heeding the signal|deaf task started/.test(harness.printed));
  return id;
}

function asking(kind: PoolKind): void {
  for (const name of ['heed', 'heed-bound', 'heed-node']) {
    it(`a task that gives in to its soft limit fails of it: ${name}`, async () => {
      await using harness = await started(kind);
      const id = name === 'heed-node' ? harness.run(name) : await running(harness, name);
      harness.pool.interrupt(harness.jobOf(id), SOFT);
      const outcome = await harness.outcomeOf(id);
      assert.equal(outcome?.kind, 'failure');
      const { type, message, module } = outcome.failure;
      assert.deepEqual([type, message, module], ['SoftTimeLimitExceeded', [], 'billiard.exceptions']);
      assert.deepEqual(harness.lost, []);
    });
  }

  it('a task may clean up and end as it likes', async () => {
    await using harness = await started(kind);
    const id = await running(harness, 'heed-and-finish');
    harness.pool.interrupt(harness.jobOf(id), SOFT);
    const outcome = await harness.outcomeOf(id);
    assert.equal(outcome?.kind === 'success' && outcome.value, 'SoftTimeLimitExceeded: cleaned up');
  });

  it('reaches no other task, and none that has ended', async () => {
    await using harness = await started(kind);
    const first = harness.run('noop');
    await harness.outcomeOf(first);
    const second = await running(harness, 'heed');
    harness.pool.interrupt(harness.jobOf(first), SOFT);
    harness.pool.interrupt(harness.jobOf(second), SOFT);
    assert.equal((await harness.outcomeOf(second))?.kind, 'failure');
    assert.equal(harness.ended.length, 2);
  });
}

function ending(kind: PoolKind): void {
  it('reports the task as lost, with the cause, and has a free slot again', async () => {
    await using harness = await started(kind);
    const id = await running(harness, 'deaf');
    harness.pool.end(harness.jobOf(id), 'timeLimit', false);
    await harness.until(() => harness.lost.length === 1 && harness.pool.free === 1);
    assert.deepEqual([harness.lost[0]?.id, harness.lost[0]?.cause], [id, 'timeLimit']);
    assert.equal((await harness.outcomeOf(harness.run('pid')))?.kind, 'success');
    assert.equal(harness.lost.length, 1);
  });

  it('gently: the task hears of it first', async () => {
    await using harness = await started(kind);
    const id = await running(harness, 'heed');
    harness.pool.end(harness.jobOf(id), 'terminated', true);
    await harness.until(() => harness.lost.length === 1 && harness.pool.free === 1);
    assert.deepEqual([harness.lost[0]?.id, harness.lost[0]?.cause], [id, 'terminated']);
    assert.deepEqual(harness.ended, []);
    assert.equal((await harness.outcomeOf(harness.run('pid')))?.kind, 'success');
  });

  it('does nothing to a task that has ended', async () => {
    await using harness = await started(kind);
    const id = harness.run('noop');
    await harness.outcomeOf(id);
    const { pids } = harness.pool;
    harness.pool.end(harness.jobOf(id), 'terminated', false);
    assert.equal((await harness.outcomeOf(harness.run('pid')))?.kind, 'success');
    assert.deepEqual(harness.pool.pids, pids);
    assert.deepEqual(harness.lost, []);
  });
}

function resizing(kind: PoolKind): void {
  it('says once of every job that it has started, before it says how it ended', async () => {
    await using harness = await started(kind);
    const ids = await harness.runAll(Array.from({ length: 40 }, () => ['noop']));
    assert.deepEqual(harness.started, ids);
    assert.equal(harness.ended.length, 40);
  });

  if (kind === 'solo') return;

  it('under load: loses and doubles nothing, and ends with the slots it was told', async () => {
    await using harness = await started(kind, 2);
    const calls = Array.from({ length: 300 }, () => ['maybe-spin', 0] as const);
    const done = harness.runAll(calls);
    for (const change of [3, -2, 2, -4, 1]) {
      const seen = harness.ended.length;
      await harness.until(() => harness.ended.length >= Math.min(300, seen + 40));
      if (change > 0) harness.pool.grow(change);
      else harness.pool.shrink(-change);
    }
    const ids = await done;
    assert.equal(harness.pool.slots, 2);
    assert.deepEqual(harness.ended.map((one) => one.id).toSorted(), [...ids].toSorted());
    assert.deepEqual(harness.lost, []);
    await harness.until(() => harness.pool.free === 2);
  });

  it('takes a busy slot away when its task has ended', async () => {
    await using harness = await started(kind, 2);
    const ids = [harness.run('heed'), harness.run('heed')];
    harness.pool.shrink(1);
    assert.deepEqual([harness.pool.slots, harness.pool.free, harness.pool.busy], [1, 0, 2]);
    for (const id of ids) harness.pool.end(harness.jobOf(id), 'terminated', true);
    await harness.until(() => harness.lost.length === 2 && harness.pool.free === 1);
    assert.equal((await harness.outcomeOf(harness.run('pid')))?.kind, 'success');
  });
}
