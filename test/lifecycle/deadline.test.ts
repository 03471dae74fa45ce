// One budget of time, handed down: what is left, and racing work against it.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Deadline, deferred } from '../../src/lifecycle/index.ts';
import { ms } from '../../src/units/index.ts';

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
const never = (): Promise<never> => new Promise(() => {});

describe('Deadline', () => {
  it('has at most its whole time left, and never less than nothing', () => {
    const deadline = Deadline.in(ms(60_000));
    assert.ok(deadline.remainingMs <= 60_000 && deadline.remainingMs > 0);
    assert.equal(deadline.passed, false);
    assert.equal(Deadline.in(ms(0)).remainingMs, 0);
    assert.equal(Deadline.in(ms(-5)).passed, true);
  });

  it('never passes when there is none', async () => {
    assert.equal(Deadline.none().remainingMs, Infinity);
    assert.equal(Deadline.none().passed, false);
    assert.equal(await Deadline.none().race(Promise.resolve('done')), true);
  });

  it('answers true when the work ends in time, and leaves no timer', async () => {
    const before = timers();
    assert.equal(await Deadline.in(ms(60_000)).race(Promise.resolve()), true);
    assert.equal(timers(), before);
  });

  it('answers false at the deadline, and leaves no timer', async () => {
    const before = timers();
    const deadline = Deadline.in(ms(5));
    assert.equal(await deadline.race(never()), false);
    assert.equal(timers(), before);
  });

  it('has passed when a race against it was lost', async () => {
    const deadline = Deadline.in(ms(20));
    assert.equal(await deadline.race(never()), false);
    assert.equal(deadline.passed, true);
  });

  it('lets work that is done already win even when the time is up', async () => {
    assert.equal(await Deadline.in(ms(0)).race(Promise.resolve()), true);
  });

  it('throws what the work throws, and leaves no timer', async () => {
    const before = timers();
    await assert.rejects(Deadline.in(ms(60_000)).race(Promise.reject(new Error('broken'))), /broken/);
    assert.equal(timers(), before);
  });

  it('leaves no unhandled rejection when the work fails after the deadline', async () => {
    const work = deferred();
    assert.equal(await Deadline.in(ms(1)).race(work.promise), false);
    work.reject(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('waits for work without a timer where the time is longer than a timer can be', async () => {
    const before = timers();
    const work = deferred();
    const race = Deadline.in(ms(2 ** 40)).race(work.promise);
    assert.equal(timers(), before);
    work.resolve();
    assert.equal(await race, true);
  });
});

describe('deferred', () => {
  it('resolves from outside', async () => {
    const { promise, resolve } = deferred<number>();
    resolve(7);
    assert.equal(await promise, 7);
  });

  it('rejects from outside; the first settling counts', async () => {
    const { promise, resolve, reject } = deferred<number>();
    reject(new Error('no'));
    resolve(1);
    await assert.rejects(promise, /no/);
  });
});
