// Planned faults on real Celery: what it gives back an hour later must neither hold up a trial nor unbalance its ledger.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Redis } from 'ioredis';
import type { TrialRecord } from '../../../src/result/index.ts';
import { SKIP_WITHOUT_CELERY } from '../../celery/python.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../../redis-server.ts';
import { celery, ledgerOf, only, run, scenario } from './faulted-trial.ts';

/** What conducting a trial waits at most for tasks under way after each phase. */
const DRAIN_WITHIN_MS = 30_000;
/** A process that is killed cannot tell how many tasks it did in its last half second. */
const UNTOLD_MS = 500;

const skip = SKIP_WITHOUT_CELERY || SKIP_WITHOUT_REDIS;

function executions(trial: TrialRecord): number {
  const { doneOnce, doneAgain, failed } = ledgerOf(trial);
  return doneOnce + doneAgain + failed;
}

function toldTasks({ processes }: TrialRecord): number {
  return processes.reduce((sum, { tasks }) => sum + (tasks ?? 0), 0);
}

async function claims(url: string): Promise<number> {
  const redis = new Redis(url);
  const count = await redis.hlen('unacked');
  redis.disconnect();
  return count;
}

function gapsMs({ phases }: TrialRecord): readonly number[] {
  return phases.slice(1).map(({ startMs }, index) => {
    const before = phases[index];
    return before === undefined ? NaN : startMs - before.startMs - before.durationMs;
  });
}

describe('planned faults on Celery', { timeout: 240_000, skip }, () => {
  it('a killed worker keeps its claims: their tasks are left unless done, and nobody waits for them again', async () => {
    await using broker = await startTestRedis();
    // Both slots are in their first task when it is killed.
    const [taskMs, slots] = [1500, 2];
    const quietPhase = '{ rate: 1/s, arrivals: constant, duration: 1s }';
    const text = scenario(
      `duration: ${taskMs}ms, acks: late`,
      `workers: 1, pool: prefork, concurrency: ${slots}`,
      `{ rate: 2/s, arrivals: constant, duration: 2s }, ${quietPhase}, ${quietPhase}`,
      '{ at: 1s, kill: worker, phase: 1 }',
      celery(),
    );
    const trial = only(await run(text, broker));
    assert.equal(await claims(broker.url), slots, 'Celery gave nothing back');
    const { sent, doneOnce, lost, left } = ledgerOf(trial);
    const [fault] = trial.faults;
    assert.deepEqual([lost, fault?.lost, fault?.lossReason], [0, 0, null]);
    assert.ok(left <= slots && doneOnce + left === sent, `of ${sent} ${doneOnce} were done, ${left} left`);
    const [, afterSecond = NaN] = gapsMs(trial);
    assert.ok(afterSecond < DRAIN_WITHIN_MS, `${afterSecond} ms lie between two phases without faults`);
    const untold = executions(trial) - toldTasks(trial);
    assert.ok(untold >= 0 && untold <= slots * Math.ceil(UNTOLD_MS / taskMs), `${untold} were not told of`);
  });

  it('a paused child, a paused worker and a rolling restart are told and accounted for, and all tasks are told', async () => {
    await using broker = await startTestRedis();
    const text = scenario(
      'duration: 10ms',
      'workers: 1, pool: prefork, concurrency: 2',
      '{ rate: 30/s, arrivals: constant, duration: 2s }, { rate: 30/s, arrivals: constant, duration: 2s }',
      '{ at: 500ms, pause: child, for: 300ms, phase: 1 }, { at: 1s, pause: worker, for: 300ms, phase: 1 }, ' +
        '{ at: 500ms, rolling-restart: workers, phase: 2 }',
      celery(),
    );
    const trial = only(await run(text, broker));
    const [child, worker, restart] = trial.faults;
    assert.deepEqual([child?.fault, child?.lost], ['pause-child', 0]);
    assert.match(child?.detail ?? '', /^paused child \d+ of worker web for 300 ms, goes on$/);
    assert.deepEqual([worker?.fault, worker?.lost], ['pause-worker', 0]);
    assert.ok(
      (worker?.worstWaitMs ?? 0) >= 200,
      'the task that was due when it stood still waited to its end',
    );
    assert.match(restart?.detail ?? '', /1 restarted$/);
    // Celery pops a message before it claims it: one that it pops while it stops is gone.
    assert.equal(restart?.lost, ledgerOf(trial).lost);
    assert.equal(toldTasks(trial), executions(trial));
  });
});
