// What every pool must do, run for each of them by pool.test.ts.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EMPTY_EMBED } from '../../src/broker/index.ts';
import { Deadline } from '../../src/lifecycle/index.ts';
import { ms } from '../../src/units/index.ts';
import type { PoolKind } from '../../src/worker/pools/contract.ts';
import { encodeBody } from '../worker/messages.ts';
import { PoolHarness } from '../worker/pool-harness.ts';

async function started(kind: PoolKind, slots = 1): Promise<PoolHarness> {
  const harness = await PoolHarness.create({ kind, slots });
  await harness.pool.start();
  return harness;
}

export function poolContract(kind: PoolKind): void {
  describe(`every pool: ${kind}`, { timeout: 60_000 }, () => {
    describe('running jobs', () => jobs(kind));
    describe('slots', () => slots(kind));
    describe('stopping', () => stopping(kind));
  });
}

function jobs(kind: PoolKind): void {
  it('answers what a task returns, at once or later', async () => {
    await using harness = await started(kind);
    const success = (value: unknown) => ({ kind: 'success', value, hasFollowUps: false });
    assert.deepEqual(await harness.outcomeOf(harness.run('add', 2, 3)), success(5));
    assert.deepEqual(await harness.outcomeOf(harness.run('wait', 1)), success(1));
    assert.deepEqual(await harness.outcomeOf(harness.run('echo', 'ä', null, [1])), success(['ä', null, [1]]));
  });

  it('passes arguments by name as one object after the others', async () => {
    await using harness = await started(kind);
    const id = harness.runJob({ name: 'echo', body: encodeBody([1], { b: 2 }) });
    assert.deepEqual(await harness.outcomeOf(id), {
      kind: 'success',
      value: [1, { b: 2 }],
      hasFollowUps: false,
    });
  });

  it('drops the value nobody wants', async () => {
    await using harness = await started(kind);
    const id = harness.runJob({ name: 'add', body: encodeBody([2, 3]), wantsResult: false });
    assert.deepEqual(await harness.outcomeOf(id), { kind: 'success', value: undefined, hasFollowUps: false });
  });

  it('reports what a task throws by class, message and stack', async () => {
    await using harness = await started(kind);
    const thrown = await harness.outcomeOf(harness.run('fail', 'oops'));
    assert.equal(thrown?.kind, 'failure');
    assert.deepEqual(thrown.failure.message, ['oops']);
    assert.equal(thrown.failure.type, 'TypeError');
    assert.equal(thrown.failure.module, 'builtins');
    assert.match(thrown.failure.traceback ?? '', /TypeError: oops\n.*basic/s);
    const rejected = await harness.outcomeOf(harness.run('fail-later', 'later'));
    assert.equal(rejected?.kind === 'failure' && rejected.failure.type, 'RangeError');
  });

  it('fails a task whose value is not JSON', async () => {
    await using harness = await started(kind);
    const outcome = await harness.outcomeOf(harness.run('unwritable'));
    assert.equal(outcome?.kind === 'failure' && outcome.failure.type, 'EncodeError');
  });

  it('survives a body that cannot be read', async () => {
    await using harness = await started(kind);
    const id = harness.runJob({ name: 'add', body: { text: 'AAAA', encoding: 'base64' } });
    assert.equal((await harness.outcomeOf(id))?.kind, 'malformed');
    assert.equal((await harness.outcomeOf(harness.run('add', 1, 1)))?.kind, 'success');
  });

  it('tells a bound task about its own run', async () => {
    await using harness = await started(kind);
    const id = harness.runJob({ name: 'describe-me', body: encodeBody(['!']), retries: 2 });
    const outcome = await harness.outcomeOf(id);
    assert.equal(outcome?.kind === 'success' && outcome.value, `describe-me ${id} 2 !`);
  });

  it('says that the message wants something to happen next, and keeps the value for that', async () => {
    await using harness = await started(kind);
    const link = { task: 'noop', args: [7], kwargs: {}, options: { queue: 'q' } };
    const body = encodeBody([1, 2], {}, { ...EMPTY_EMBED, callbacks: [link] });
    const outcome = await harness.outcomeOf(harness.runJob({ name: 'add', body, wantsResult: false }));
    assert.deepEqual(outcome, { kind: 'success', value: 3, hasFollowUps: true });
  });

  it('passes on how else a task wants to end', async () => {
    await using harness = await started(kind);
    const again = await harness.outcomeOf(harness.run('try-again', 'why'));
    assert.equal(again?.kind === 'retry' && again.failure?.message[0], 'why');
    assert.deepEqual(await harness.outcomeOf(harness.run('ignore-me')), { kind: 'ignored' });
    const rejected = { kind: 'rejected', requeue: true, reason: 'not here' };
    assert.deepEqual(await harness.outcomeOf(harness.run('reject-me', true)), rejected);
  });
}

function slots(kind: PoolKind): void {
  it('has no free slot before it has started', async () => {
    await using harness = await PoolHarness.create({ kind });
    assert.equal(harness.pool.free, 0);
    await harness.pool.start();
    assert.equal(harness.pool.free, 1);
  });

  it('runs as many jobs at a time as it has slots, and takes no more', async () => {
    await using harness = await started(kind, 2);
    const { pool } = harness;
    assert.equal(pool.slots, kind === 'solo' ? 1 : 2);
    const ids = Array.from({ length: pool.slots }, () => harness.run('wait', 20));
    assert.equal(pool.free, 0);
    assert.throws(() => harness.run('noop'), /no free slot/);
    for (const id of ids) assert.equal((await harness.outcomeOf(id))?.kind, 'success');
    assert.equal(pool.free, pool.slots);
  });

  if (kind === 'solo') return;

  it('a long job does not hold up the other slots', async () => {
    await using harness = await started(kind, 2);
    harness.run('until-aborted');
    for (let i = 0; i < 5; i++) assert.equal((await harness.outcomeOf(harness.run('noop')))?.kind, 'success');
    assert.equal(harness.pool.free, 1);
  });

  it('grows and shrinks', async () => {
    await using harness = await started(kind, 1);
    harness.pool.grow(2);
    await harness.until(() => harness.pool.free === 3);
    harness.pool.shrink(2);
    assert.equal(harness.pool.slots, 1);
    assert.equal(harness.pool.free, 1);
    assert.equal((await harness.outcomeOf(harness.run('add', 1, 1)))?.kind, 'success');
  });
}

function stopping(kind: PoolKind): void {
  it('stop waits for the running job', async () => {
    await using harness = await started(kind);
    const id = harness.run('wait', 30);
    await harness.pool.stop(Deadline.none());
    assert.deepEqual(
      harness.ended.map((one) => one.id),
      [id],
    );
    assert.deepEqual(harness.lost, []);
    assert.equal(harness.pool.free, 0);
  });

  it('stop ends at its deadline and reports the job as lost', async () => {
    await using harness = await started(kind);
    const id = harness.run('until-aborted');
    await harness.pool.stop(Deadline.in(ms(20)));
    assert.deepEqual(harness.ended, []);
    assert.deepEqual(
      harness.lost.map((one) => [one.id, one.cause]),
      [[id, 'killed']],
    );
  });

  it('kill fires the abort signal of a running task', async () => {
    await using harness = await started(kind);
    const id = harness.run('until-aborted');
    const elsewhere = kind === 'prefork' || kind === 'threads';
    if (elsewhere) await harness.until(() => harness.printed.includes('waiting for the abort signal'));
    await harness.pool.kill();
    assert.deepEqual(harness.ended, []);
    assert.deepEqual(
      harness.lost.map((one) => [one.id, one.cause]),
      [[id, 'killed']],
    );
    if (elsewhere) assert.match(harness.printed, /saw the abort signal/);
  });

  it('kill during a stop ends it', async () => {
    await using harness = await started(kind);
    const id = harness.run('until-aborted');
    const stopped = harness.pool.stop(Deadline.none());
    await harness.pool.kill();
    await stopped;
    assert.deepEqual(
      harness.lost.map((one) => one.id),
      [id],
    );
  });

  it('stop and kill are legal at any time, also twice', async () => {
    await using harness = await PoolHarness.create({ kind });
    await harness.pool.stop(Deadline.none());
    await harness.pool.kill();
    await harness.pool.kill();
    await using other = await started(kind);
    await other.pool.stop(Deadline.none());
    await other.pool.stop(Deadline.none());
    await other.pool.kill();
  });
}
