// Tasks of a process at a given moment, from the counts its event loops tell.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoopSample } from '../../../src/measure/index.ts';
import { TaskClock } from '../../../src/run/resources/growth/task-clock.ts';

function told(threadId: number, toMs: number, tasks: number): LoopSample {
  const still = { delayP99Ns: 0, delayMaxNs: 0, activeNs: 0, gcNs: 0, gcCount: 0 };
  return { pid: 1, threadId, toNs: toMs * 1e6, spanNs: 500e6, tasks, ...still };
}

test('between two tellings the count grows evenly; beyond the last it is not known yet', () => {
  const clock = new TaskClock();
  assert.equal(clock.tasksAt(0), undefined);
  clock.tell(told(0, 500, 100));
  clock.tell(told(0, 1000, 300));
  assert.equal(clock.tasksAt(750e6), 200);
  assert.equal(clock.tasksAt(1000e6), 300);
  assert.equal(clock.tasksAt(1001e6), undefined);
});

test('the loops of a process add up, and those that ended keep their tasks', () => {
  const clock = new TaskClock();
  clock.tell(told(1, 500, 40));
  clock.tell(told(2, 500, 60));
  assert.equal(clock.tasksAt(500e6), 100);
  for (let toMs = 1000; toMs <= 3000; toMs += 500) clock.tell(told(2, toMs, 60 + toMs / 100));
  assert.equal(clock.tasksAt(3000e6), 40 + 90);
  assert.equal(clock.tasks, 130);
});
