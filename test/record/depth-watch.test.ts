// Looks at queues: what is counted, what is a gap, and what is not looked at any more.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Observer } from '../../src/broker/index.ts';
import { HeadcountError } from '../../src/errors/index.ts';
import { deferred } from '../../src/lifecycle/index.ts';
import { DepthWatch, type DepthLook } from '../../src/record/depth-watch.ts';
import { Gaps } from '../../src/record/gaps.ts';

interface Watched {
  readonly watch: DepthWatch;
  readonly gaps: Gaps;
  readonly looks: DepthLook[];
  readonly asked: string[];
  readonly clock: { nowMs: number };
}

/** `withinMs`: 0 gives up at the next turn of the loop. */
function watchOf(
  queues: readonly string[],
  waiting: (queue: string) => Promise<number>,
  withinMs = 1e9,
): Watched {
  const clock = { nowMs: 0 };
  const [looks, asked]: [DepthLook[], string[]] = [[], []];
  const gaps = new Gaps();
  const observer: Pick<Observer, 'waiting'> = {
    waiting: ([queue = '']) => {
      asked.push(queue);
      return waiting(queue);
    },
  };
  const parts = {
    observer,
    gaps,
    withinMs,
    nowMs: () => clock.nowMs,
    onLook: (look: DepthLook) => looks.push(look),
  };
  return { watch: new DepthWatch(parts, queues), gaps, looks, asked, clock };
}

const failure = (code: 'BROKER_UNREACHABLE' | 'BROKER_REFUSED' | 'BUG') => new HeadcountError(code, 'no');

describe('the depth watch', () => {
  it('knows no depth of a queue before the first look', async () => {
    const { watch, looks } = watchOf(['a'], () => Promise.resolve(looks.length + 1));
    assert.deepEqual(watch.figures, [{ queue: 'a', looks: 0, meanWaiting: null, maxWaiting: null }]);
    await watch.look();
    await watch.look();
    assert.deepEqual(watch.figures, [{ queue: 'a', looks: 2, meanWaiting: 1.5, maxWaiting: 2 }]);
    assert.deepEqual(looks, [
      { atMs: 0, waiting: { a: 1 } },
      { atMs: 0, waiting: { a: 2 } },
    ]);
  });

  it('counts the time from a failed look to the next good one', async () => {
    let isAway = true;
    const { watch, gaps, clock, looks } = watchOf(['a'], () =>
      isAway ? Promise.reject(failure('BROKER_UNREACHABLE')) : Promise.resolve(0),
    );
    for (clock.nowMs = 1000; clock.nowMs < 4000; clock.nowMs += 1000) await watch.look();
    assert.equal(gaps.totalMs(clock.nowMs), 3000);
    isAway = false;
    await watch.look();
    clock.nowMs = 9000;
    assert.equal(gaps.totalMs(clock.nowMs), 3000);
    assert.equal(looks.length, 1);
  });

  it('stops to look at a queue that is refused, and goes on with the others', async () => {
    const { watch, gaps, asked, looks } = watchOf(['text', 'a'], (queue) =>
      queue === 'text' ? Promise.reject(failure('BROKER_REFUSED')) : Promise.resolve(7),
    );
    await watch.look();
    await watch.look();
    assert.deepEqual(asked, ['text', 'a', 'a']);
    assert.deepEqual(watch.refused, ['text']);
    assert.deepEqual(
      looks.map(({ waiting }) => waiting),
      [{ a: 7 }, { a: 7 }],
    );
    assert.equal(gaps.totalMs(1e6), 0);
  });

  it('takes a look that is late for a gap, from when it was asked until it is answered', async () => {
    const answer = deferred<number>();
    const { watch, gaps, clock, asked } = watchOf(['a'], () => answer.promise, 0);
    clock.nowMs = 1000;
    await watch.look();
    clock.nowMs = 5000;
    assert.equal(gaps.totalMs(5000), 4000);
    // The same one is still out.
    const again = watch.look(new AbortController().signal);
    assert.deepEqual(asked, ['a']);
    answer.resolve(1);
    await again;
    assert.equal(gaps.totalMs(9000), 4000);
  });

  it('gives up at the signal without calling that a gap', async () => {
    const { watch, gaps } = watchOf(['a'], () => deferred<number>().promise);
    await watch.look(AbortSignal.abort());
    assert.equal(gaps.totalMs(1e6), 0);
  });

  it('does not hide what is neither', async () => {
    const { watch } = watchOf(['a'], () => Promise.reject(failure('BUG')));
    await assert.rejects(watch.look(), { code: 'BUG' });
  });
});

describe('gaps', () => {
  it('count once where reasons overlap', () => {
    const gaps = new Gaps();
    gaps.begin('subscription', 100);
    gaps.begin('looks', 150);
    gaps.end('subscription', 200);
    gaps.end('looks', 300);
    gaps.end('looks', 400);
    assert.equal(gaps.totalMs(1000), 200);
    // Found late, and begun within the one before.
    gaps.begin('looks', 250);
    gaps.end('looks', 350);
    assert.equal(gaps.totalMs(1000), 250);
    gaps.begin('subscription', 900);
    assert.equal(gaps.totalMs(1000), 350);
  });
});
