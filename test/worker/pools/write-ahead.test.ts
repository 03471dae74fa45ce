// Jobs that are given to a busy slot: they start there, or come back, and never wait behind a long one.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Deadline } from '../../../src/lifecycle/index.ts';
import type { Offers } from '../../../src/worker/pools/claims.ts';
import { encodeBody } from '../messages.ts';
import { PoolHarness } from '../pool-harness.ts';

/** A started pool that knows `maybe-spin`, `maybe-crash` and `noop` to be quick. */
async function trained(
  kind: 'prefork' | 'threads',
  more: { slots?: number; maxTasksPerChild?: number } = {},
) {
  const harness = await PoolHarness.create({ kind, fixture: 'limits', ...more });
  await harness.pool.start();
  await train(harness);
  harness.started.length = 0;
  harness.ended.length = 0;
  return harness;
}

/** Until all three are known to be quick, which takes longer on a machine that is busy with other things. */
async function train(harness: PoolHarness): Promise<void> {
  for (let known = 0; known < 2;) {
    for (let i = 0; i < 10; i++) {
      await harness.runAll([['maybe-spin', 0], ['maybe-crash', false], ['noop']]);
    }
    known = 0;
    for (const [name, arg] of [
      ['maybe-spin', 0],
      ['maybe-crash', false],
    ] as const) {
      await harness.until(() => harness.pool.free > 0);
      harness.run(name, arg);
      if (harness.pool.takesAhead(harness.makeJob({ name: 'noop', body: encodeBody([]) }))) known++;
      await harness.until(() => harness.pool.busy === 0 && harness.pool.free > 0);
    }
  }
}

/** Gives `count` empty jobs, as many as the pool takes now; answers their ids. */
function fill(harness: PoolHarness, count: number): readonly string[] {
  const ids: string[] = [];
  while (ids.length < count) {
    const job = harness.makeJob({ name: 'noop', body: encodeBody([]) });
    if (harness.pool.free === 0 && !harness.pool.takesAhead(job)) return ids;
    harness.pool.run(job);
    ids.push(job.id);
  }
  return ids;
}

for (const kind of ['prefork', 'threads'] as const) {
  describe(`writing ahead: ${kind}`, { timeout: 60_000 }, () => {
    it('takes nothing ahead of a type it does not know, nor behind a task it does not know', async () => {
      await using harness = await PoolHarness.create({ kind, fixture: 'limits' });
      await harness.pool.start();
      harness.run('heed');
      assert.equal(harness.pool.takesAhead(harness.makeJob({ name: 'noop', body: encodeBody([]) })), false);
      await using other = await trained(kind);
      other.run('heed');
      assert.deepEqual(fill(other, 1), []);
    });

    it('takes a bounded number of short tasks, runs them in order, and says of each when it started', async () => {
      await using harness = await trained(kind);
      const ids = fill(harness, 1_000);
      assert.ok(ids.length > 1 && ids.length <= 64, `took ${ids.length}`);
      assert.deepEqual(harness.started, ids.slice(0, 1));
      assert.equal(harness.pool.busy, 1);
      assert.equal(harness.pool.unstarted().length, ids.length - 1);
      await harness.until(() => harness.ended.length + harness.returned.length === ids.length);
      assert.deepEqual(
        [...harness.ended.map((one) => one.id), ...harness.returned.map((job) => job.id)],
        ids,
      );
    });

    it('takes back, in order, what stands behind a task that turns out long and blocks its event loop', async () => {
      await using harness = await trained(kind);
      const long = harness.run('maybe-spin', 400);
      const ids = fill(harness, 5);
      await harness.until(() => harness.returned.length === ids.length);
      assert.deepEqual(harness.ended, []);
      assert.deepEqual(
        harness.returned.map((job) => job.id),
        ids,
      );
      assert.deepEqual(fill(harness, 1), []);
      await harness.outcomeOf(long);
      // The slot skips what was taken from it, and goes on.
      assert.equal((await harness.outcomeOf(harness.run('pid')))?.kind, 'success');
      assert.deepEqual(harness.started.length, 2);
      assert.equal(harness.ended.length, 2);
    });

    it('a slot that dies costs the task it was running; those behind it come back', async () => {
      await using harness = await trained(kind);
      const crash = harness.run('maybe-crash', true);
      const ids = fill(harness, 5);
      await harness.until(() => harness.lost.length + harness.returned.length === 1 + ids.length);
      assert.deepEqual(
        harness.lost.map((one) => [one.id, one.cause]),
        [[crash, 'crashed']],
      );
      assert.deepEqual(
        harness.returned.map((job) => job.id),
        ids,
      );
      assert.deepEqual(harness.started, [crash]);
      await harness.until(() => harness.pool.free === 1);
    });

    it('gives up what has not started when it is recalled, and when it stops', async () => {
      await using harness = await trained(kind);
      const long = harness.run('maybe-spin', 50);
      const ids = fill(harness, 6);
      const recalled = harness.pool.recall().map((job) => job.id);
      assert.deepEqual(recalled, ids);
      await harness.outcomeOf(long);
      const another = harness.run('maybe-spin', 50);
      const more = fill(harness, 3);
      await harness.pool.stop(Deadline.none());
      assert.deepEqual(
        harness.returned.map((job) => job.id),
        more,
      );
      assert.deepEqual(
        harness.ended.map((one) => one.id),
        [long, another],
      );
    });

    it('never gives a slot more than its share', async () => {
      await using harness = await trained(kind, { slots: 2, maxTasksPerChild: 60 });
      const ids = await harness.runAll(Array.from({ length: 200 }, () => ['noop']));
      assert.deepEqual(harness.ended.map((one) => one.id).toSorted(), [...ids].toSorted());
      assert.deepEqual(harness.lost, []);
    });

    it('loses and doubles nothing in a mix of tasks of all lengths', async () => {
      await using harness = await trained(kind, { slots: 2 });
      const calls = Array.from({ length: 400 }, (_, i) => ['maybe-spin', i % 40 === 0 ? 12 : 0] as const);
      const ids = await harness.runAll(calls);
      assert.deepEqual(harness.ended.map((one) => one.id).toSorted(), [...ids].toSorted());
      assert.equal(new Set(harness.started).size, ids.length);
      assert.equal(harness.started.length, ids.length);
    });
  });
}

/** Mostly nothing; sometimes what makes a slot die, block or wait. */
const ENDINGS: Readonly<Record<number, string>> = { 7: 'wait', 61: 'spin', 113: 'crash' };

for (const kind of ['prefork', 'threads'] as const) {
  describe(`writing ahead under stress: ${kind}`, { timeout: 60_000 }, () => {
    it('runs every body once, and only tasks that kill their slot are lost', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'headcount-marks-'));
      const file = join(folder, 'marks');
      await using harness = await PoolHarness.create({ kind, fixture: 'limits', slots: 2 });
      await harness.pool.start();
      const calls = Array.from(
        { length: 600 },
        (_, i) => ['mark', file, `${i}`, ENDINGS[i % 150] ?? ''] as const,
      );
      const ids = await harness.runAll(calls);
      const marks = (await readFile(file, 'utf8')).trim().split('\n').map(Number);
      assert.deepEqual(
        marks.toSorted((a, b) => a - b),
        calls.map((_, i) => i),
      );
      assert.deepEqual(
        harness.lost.map((one) => one.id).toSorted(),
        ids.filter((_, i) => i % 150 === 113).toSorted(),
      );
      assert.equal(harness.ended.length, 596);
      assert.deepEqual(harness.started.toSorted(), [...ids].toSorted());
      await rm(folder, { recursive: true });
    });
  });
}

describe('writing ahead: prefork', { timeout: 60_000 }, () => {
  it('counts the tasks of each child exactly', async () => {
    await using harness = await trained('prefork', { slots: 2, maxTasksPerChild: 60 });
    await harness.runAll(Array.from({ length: 300 }, () => ['pid']));
    const counts = new Map<unknown, number>();
    for (const { outcome } of harness.ended) {
      const pid = outcome.kind === 'success' ? outcome.value : undefined;
      counts.set(pid, (counts.get(pid) ?? 0) + 1);
    }
    assert.ok(
      [...counts.values()].every((count) => count <= 60),
      String([...counts.values()]),
    );
  });
});

describe('writing ahead without room for claims', { timeout: 60_000 }, () => {
  it('gives jobs one at a time, and loses none', async () => {
    const refused: number[] = [];
    let full = false;
    // What the child has is a file of its own; nothing is ever offered in it.
    const claims = (own: Offers | undefined): Offers => ({
      get open() {
        return !full;
      },
      offer: (count) => {
        refused.push(count);
        full = true;
        return 0;
      },
      withdraw: () => own?.withdraw() ?? 0,
      allClaimed: () => {
        full = false;
      },
      close: () => own?.close(),
    });
    await using harness = await PoolHarness.create({ kind: 'prefork', fixture: 'limits', claims });
    await harness.pool.start();
    while (refused.length < 3) {
      const before = harness.ended.length;
      const ids = await harness.runAll(Array.from({ length: 20 }, () => ['noop']));
      assert.deepEqual(
        harness.ended.slice(before).map(({ id }) => id),
        ids,
      );
    }
    assert.deepEqual(harness.lost, []);
  });
});
