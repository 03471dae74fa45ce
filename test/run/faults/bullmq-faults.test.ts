// A planned fault on real BullMQ.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../../redis-server.ts';
import { ledgerOf, only, run, scenario } from './faulted-trial.ts';

describe('planned faults on BullMQ', { timeout: 240_000, skip: SKIP_WITHOUT_REDIS }, () => {
  it('a killed worker keeps its jobs active: they are left, none is lost', async () => {
    await using broker = await startTestRedis();
    const text = scenario(
      'duration: 2s',
      'workers: 1, pool: async, concurrency: 4',
      '{ rate: 4/s, arrivals: constant, duration: 2s }',
      '{ at: 1s, kill: worker }',
      'system: bullmq',
    );
    const trial = only(await run(text, broker));
    const { lost, left } = ledgerOf(trial);
    const [fault] = trial.faults;
    assert.match(fault?.detail ?? '', /^killed worker web \(pid \d+\), replaced by pid \d+$/);
    assert.deepEqual([lost, fault?.lost], [0, 0]);
    assert.ok(left > 0, 'it was running some when it was killed');
  });
});
