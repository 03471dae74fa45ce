// What `headcount top` makes of a load: who is full, who idles, what to do.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { advise } from '../../../src/cli/fleet/advice.ts';
import type { QueueLoad, WorkerLoad } from '../../../src/cli/fleet/load.ts';

function worker(node: string, changes: Partial<WorkerLoad> = {}): WorkerLoad {
  const idle = { active: 0, reserved: 0, scheduled: 0, started: 0, startedPerSec: 0 };
  return { node, pool: 'prefork', slots: 4, ...idle, queues: ['default'], ...changes };
}

function queue(name: string, waiting: number, ...servedBy: readonly string[]): QueueLoad {
  return { queue: name, waiting, reserved: 0, scheduled: 0, servedBy };
}

const busy = { active: 4, reserved: 16 };

describe('advice', () => {
  it('says that no worker answers', () => {
    assert.match(advise({ workers: [], queues: [] }).join(), /No worker answers/);
  });

  it('asks for a worker of a queue that nobody serves', () => {
    const [first] = advise({ workers: [worker('a@vm')], queues: [queue('ml', 3)] });
    assert.match(first ?? '', /^No worker serves queue ml, where 3 tasks wait: start one with -Q ml/);
  });

  it('scales the type of a full worker with a backlog', () => {
    const load = { workers: [worker('a@vm', busy)], queues: [queue('default', 30, 'a@vm')] };
    assert.deepEqual(advise(load), [
      'a@vm is at 100 % with 30 tasks waiting in default: scale that type, by another worker or by `headcount control pool_grow 4 -d a@vm`.',
    ]);
  });

  it('cannot grow a solo worker', () => {
    const solo = worker('a@vm', { pool: 'solo', slots: 1, active: 1 });
    const [only] = advise({ workers: [solo], queues: [queue('default', 30, 'a@vm')] });
    assert.match(only ?? '', /add workers like it, or give it another pool/);
  });

  it('lets an idle worker of another queue help', () => {
    const idle = worker('b@vm', { queues: ['batch'] });
    const load = {
      workers: [worker('a@vm', busy), idle],
      queues: [queue('default', 30, 'a@vm'), queue('batch', 0, 'b@vm')],
    };
    const sentences = advise(load);
    assert.equal(sentences.length, 1);
    assert.match(sentences[0] ?? '', /while b@vm idles: .*`headcount control add_consumer default -d b@vm`/);
  });

  it('notices that one worker holds tasks which another, idle one could run', () => {
    const load = {
      workers: [worker('a@vm', busy), worker('b@vm')],
      queues: [queue('default', 0, 'a@vm', 'b@vm')],
    };
    assert.match(advise(load)[0] ?? '', /a@vm is at 100 % and holds 16 tasks more, while b@vm .* idles/);
  });

  it('is content with a full worker behind which nothing waits', () => {
    const load = { workers: [worker('a@vm', { active: 4 })], queues: [queue('default', 0, 'a@vm')] };
    assert.match(advise(load)[0] ?? '', /just enough slots/);
  });

  it('names those who idle, together', () => {
    const load = {
      workers: [worker('a@vm', { active: 1 }), worker('b@vm'), worker('c@vm')],
      queues: [queue('default', 0)],
    };
    assert.deepEqual(advise(load), ['b@vm, c@vm idle (8 slots): keep for bursts, or take fewer.']);
  });

  it('says that all is well', () => {
    const load = { workers: [worker('a@vm', { active: 1 })], queues: [queue('default', 0, 'a@vm')] };
    assert.deepEqual(advise(load), ['Nobody is at 100 %: 1 of 4 slots are busy.']);
  });
});
