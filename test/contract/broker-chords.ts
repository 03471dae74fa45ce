// Celery's account of chords: told by us, by Python workers, twice, out of order.

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ChordEnd, Chords } from '../../src/broker/index.ts';
import type { OpenHarness } from './broker.ts';

const J = 'celery-taskset-meta-g.j';
const T = 'celery-taskset-meta-g.t';
const S = 'celery-taskset-meta-g.s';

function note(chords: Chords, index: number | null, result: unknown = index): Promise<ChordEnd | undefined> {
  return chords.note({ groupId: 'g', index, taskId: `t${index}`, status: 'SUCCESS', result });
}

export function brokerChords(open: OpenHarness): void {
  it('hands out the members in the order of the header, to who brings the last one', async () => {
    await using harness = await open();
    const { chords } = await harness.broker();
    await chords.begin('g', 3, null);
    assert.equal(await note(chords, 2), undefined);
    assert.equal(await note(chords, 0, { text: 'ä€' }), undefined);
    const end = await note(chords, 1);
    assert.deepEqual(end?.parts, [
      [1, 't0', 'SUCCESS', { text: 'ä€' }],
      [1, 't1', 'SUCCESS', 1],
      [1, 't2', 'SUCCESS', 2],
    ]);
    assert.equal(end.structure, null);
  });

  it('answers the same again for a member that is told twice', async () => {
    await using harness = await open();
    const { chords } = await harness.broker();
    await chords.begin('g', 2, null);
    assert.equal(await note(chords, 0), undefined);
    assert.equal(await note(chords, 0), undefined);
    const end = await note(chords, 1);
    assert.deepEqual(await note(chords, 1), end);
    await chords.end('g');
    assert.equal(await harness.raw.exists(J, T, S), 0);
    assert.equal(await note(chords, 1), undefined);
  });

  it('takes what a member ended with first when it was run twice', async () => {
    await using harness = await open();
    const { chords } = await harness.broker();
    await chords.begin('g', 4, null);
    // A nested group counts from 0 again: members may share a place.
    await harness.raw.zadd(J, 0, '[1, "nested", "SUCCESS", "n"]');
    assert.equal(await note(chords, 0, 'first'), undefined);
    assert.equal(await note(chords, 0, 'second'), undefined);
    await harness.raw.zadd(J, 1, '[1, "t1", "SUCCESS", "of Python"]');
    assert.equal(await note(chords, 1, 'ours'), undefined);
    const end = await note(chords, 2);
    assert.deepEqual(end?.parts, [
      [1, 'nested', 'SUCCESS', 'n'],
      [1, 't0', 'SUCCESS', 'first'],
      [1, 't1', 'SUCCESS', 'of Python'],
      [1, 't2', 'SUCCESS', 2],
    ]);
  });

  it('counts members of Python workers, and what those add to the size', async () => {
    await using harness = await open();
    const { chords } = await harness.broker();
    await chords.begin('g', 1, null);
    await harness.raw.incr(T);
    await harness.raw.zadd(J, 0, '[1, "py", "SUCCESS", 2]');
    const end = await note(chords, null, 'last');
    assert.deepEqual(end?.parts, [
      [1, 'py', 'SUCCESS', 2],
      [1, 'tnull', 'SUCCESS', 'last'],
    ]);
  });

  it('keeps how the values are to be arranged, as Celery does', async () => {
    await using harness = await open();
    const { chords } = await harness.broker();
    const structure = [['g', null], [[['t0', null], null]]];
    await chords.begin('g', 1, structure);
    assert.equal(await harness.raw.get('celery-taskset-meta-g'), JSON.stringify({ result: structure }));
    assert.deepEqual((await note(chords, 0))?.structure, structure);
  });

  it('keeps the account as long as results', async () => {
    await using harness = await open();
    const { chords } = await harness.broker();
    await chords.begin('g', 2, null);
    await note(chords, 0);
    for (const key of [J, S]) assert.ok((await harness.raw.ttl(key)) > 86_000);
    const forEver = await harness.broker({ resultExpiresSec: 0 });
    await forEver.chords.begin('g', 2, null);
    assert.equal(await harness.raw.ttl(S), -1);
  });
}
