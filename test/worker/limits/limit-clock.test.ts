import assert from 'node:assert/strict';
import { it } from 'node:test';
import { deferred } from '../../../src/lifecycle/index.ts';
import { LimitClock } from '../../../src/worker/limits/limit-clock.ts';

/** A clock that remembers what passed, and a promise for the nth. */
function clockOf(count: number) {
  const passed: string[] = [];
  const all = deferred();
  const clock = new LimitClock<string>((item) => {
    passed.push(item);
    if (passed.length === count) all.resolve();
  });
  return { clock, passed, all: all.promise };
}

it('limits pass in the order they are due, whatever their lengths, and not before', async () => {
  const { clock, passed, all } = clockOf(4);
  const nowMs = performance.now();
  clock.start('30', 30, nowMs);
  clock.start('10', 10, nowMs);
  clock.start('10 later', 10, nowMs + 5);
  clock.start('20', 20, nowMs);
  await all;
  assert.deepEqual(passed, ['10', '10 later', '20', '30']);
  assert.ok(performance.now() >= nowMs + 30);
  clock.close();
});

it('a limit that ended does not pass', async () => {
  const { clock, passed, all } = clockOf(1);
  const nowMs = performance.now();
  const first = clock.start('ended', 5, nowMs);
  clock.start('passes', 6, nowMs);
  clock.end(first);
  await all;
  clock.end(first);
  assert.deepEqual(passed, ['passes']);
  clock.close();
});

it('a limit may begin while another passes', async () => {
  const done = deferred();
  const clock: LimitClock<number> = new LimitClock((item) => {
    if (item === 3) done.resolve();
    else clock.start(item + 1, 2, performance.now());
  });
  clock.start(0, 2, performance.now());
  await done.promise;
  clock.close();
});
