// The load of a fleet from what its workers answer, Python's included.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { queueLoads, workerLoads, type LookAnswers } from '../../../src/cli/fleet/load.ts';

const on = (node: string, reply: unknown): ReadonlyMap<string, unknown> => new Map([[node, reply]]);
const nothing: ReadonlyMap<string, unknown> = new Map();

function look(answers: Partial<LookAnswers>): LookAnswers {
  return {
    stats: nothing,
    active: nothing,
    reserved: nothing,
    scheduled: nothing,
    active_queues: nothing,
    ...answers,
  };
}

/** Of a captured Celery 5.2 prefork worker that was started with two processes and grown by one. */
const PYTHON_PREFORK = {
  total: { 'tapp.sleep': 2, 'tapp.add': 1 },
  pool: { 'max-concurrency': 2, processes: [1, 2, 3], writes: { total: 2 } },
};

describe('the load of a fleet', () => {
  it('counts the processes of a Python prefork worker, not what it says its concurrency is', () => {
    const [worker] = workerLoads(look({ stats: on('py@vm', PYTHON_PREFORK) }), new Map([['py@vm', 1.5]]));
    assert.deepEqual(worker, {
      node: 'py@vm',
      pool: 'prefork',
      slots: 3,
      active: 0,
      reserved: 0,
      scheduled: 0,
      started: 3,
      startedPerSec: 1.5,
      queues: [],
    });
  });

  it('knows the pool and the slots of ours and of newer Python workers', () => {
    const pools: readonly (readonly [unknown, string, number])[] = [
      [{ implementation: 'headcount:async', 'max-concurrency': 100, processes: [1] }, 'async', 100],
      [{ implementation: 'celery.concurrency.gevent:TaskPool', 'max-concurrency': 50 }, 'gevent', 50],
      [{ 'max-concurrency': 50 }, '?', 50],
    ];
    for (const [pool, kind, slots] of pools) {
      const [worker] = workerLoads(look({ stats: on('w@vm', { pool }) }), new Map());
      assert.deepEqual([worker?.pool, worker?.slots], [kind, slots]);
    }
  });

  it('leaves out who answers with an error or with nonsense, and counts what cannot be read as nothing', () => {
    for (const reply of [{ error: "KeyError('stats')" }, null, [], 'x', { pool: 1 }]) {
      assert.deepEqual(workerLoads(look({ stats: on('w@vm', reply) }), new Map()), []);
    }
    const stats = on('w@vm', { pool: { 'max-concurrency': 'many' } });
    const [worker] = workerLoads(look({ stats, active: on('w@vm', 'x') }), new Map());
    assert.deepEqual([worker?.slots, worker?.active], [0, 0]);
  });

  it('tells held messages from reserved ones by the queue they came from', () => {
    const held = (queue: string) => ({ request: { delivery_info: { routing_key: queue } } });
    const answers = look({
      stats: on('w@vm', PYTHON_PREFORK),
      scheduled: on('w@vm', [held('a'), held('a'), held('b')]),
      active_queues: on('w@vm', [{ name: 'a' }]),
    });
    const depths = [
      { queue: 'a', waiting: 5, reserved: 3 },
      { queue: 'b', waiting: 0, reserved: 0 },
    ];
    assert.deepEqual(queueLoads(workerLoads(answers, new Map()), depths, answers), [
      { queue: 'a', waiting: 5, reserved: 1, scheduled: 2, servedBy: ['w@vm'] },
      { queue: 'b', waiting: 0, reserved: 0, scheduled: 0, servedBy: [] },
    ]);
  });
});
