// When Celery's acks reach the broker. docs/celery.md says so; here is the real one.

import assert from 'node:assert/strict';
import { env } from 'node:process';
import { describe, it } from 'node:test';
import { createSystem } from '../../../src/system/index.ts';
import { ms } from '../../../src/units/index.ts';
import { findCelery, SKIP_WITHOUT_CELERY } from '../../celery/python.ts';
import { profile, SystemHarness } from '../../contract/system-harness.ts';
import { SKIP_WITHOUT_REDIS } from '../../redis-server.ts';

const SECOND_NS = 1e9;
/** Celery looks at its loop this often when no message comes: 2 s. Half of it is far from any service time here. */
const LONG_NS = SECOND_NS;

describe('settling on Celery', { timeout: 120_000, skip: SKIP_WITHOUT_CELERY || SKIP_WITHOUT_REDIS }, () => {
  it('threads: with a full window late acks wait for the loop, not for the tasks', async () => {
    const system = createSystem('celery', env, { celery: { python: findCelery() ?? '' } });
    await using harness = await SystemHarness.open(system);
    const workload = {
      tasks: [profile({ kind: 'io', duration: { law: 'constant', valueMs: ms(20) }, acks: 'late' })],
    };
    const [slots, prefetch] = [4, 4];
    const count = 2 * slots * prefetch;
    await using _port = await harness.send(workload, count);
    const group = { pool: 'threads', concurrency: slots, prefetch };
    await using _fleet = await harness.start(harness.spec(workload, group));
    await harness.settled(count);
    const { tasks, handlings } = harness.samples;
    const finished = new Map(tasks.map(({ seq, finishedNs }) => [seq, finishedNs]));
    const settleNs = handlings.map(({ seq, settledNs }) => settledNs - (finished.get(seq) ?? NaN));
    assert.ok(tasks.every(({ startedNs, finishedNs }) => finishedNs - startedNs < LONG_NS));
    assert.ok(
      settleNs.some((ns) => ns > LONG_NS),
      `settling took ${settleNs.map((ns) => Math.round(ns / 1e6)).join(', ')} ms`,
    );
  });
});
