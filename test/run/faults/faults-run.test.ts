// Planned faults in whole trials: real workers, a real broker, real signals.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { startEmbeddedBroker } from '../../../src/broker/index.ts';
import type { RunEvent } from '../../../src/run/index.ts';
import { eventually } from '../../contract/broker-harness.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../../redis-server.ts';
import { ledgerOf, only, run, scenario } from './faulted-trial.ts';

describe('planned faults', { timeout: 240_000 }, () => {
  it(
    'a paused worker, a restarted broker and a delay lose nothing, are told, and are in the record',
    { skip: SKIP_WITHOUT_REDIS },
    async () => {
      await using broker = await startTestRedis({ durable: true });
      const [pidBefore, told]: [number, string[]] = [broker.pid, []];
      const text = scenario(
        'duration: 5ms, acks: late',
        'workers: 1, pool: async, concurrency: 4',
        '{ rate: 100/s, arrivals: constant, duration: 6s }',
        '{ at: 1500ms, pause: worker, for: 300ms }, { at: 3s, restart: broker, down: 200ms }, ' +
          '{ at: 4s, delay: broker, by: 20ms, for: 500ms }',
      );
      const onEvent = (event: RunEvent): void => {
        if (event.event === 'fault') told.push(event.detail);
      };
      const trial = only(await run(text, broker, { onEvent }));
      const ledger = ledgerOf(trial);
      assert.equal(ledger.lost, 0);
      assert.notEqual(broker.pid, pidBefore);
      const [pause, restart, delay] = trial.faults;
      assert.deepEqual(
        trial.faults.map(({ fault, lost }) => [fault, lost]),
        [
          ['pause-worker', 0],
          ['restart-broker', 0],
          ['delay-broker', 0],
        ],
      );
      assert.ok((pause?.worstWaitMs ?? 0) >= 250, 'the task that was due when it stopped waited to its end');
      assert.ok((pause?.untilMs ?? 0) - (pause?.atMs ?? 0) >= 300);
      assert.ok(pause?.normal !== null);
      assert.ok((restart?.worstWaitMs ?? 0) >= 100);
      assert.match(
        delay?.detail ?? '',
        /added 20 ms of round trip between the fleet and the broker, measured \d/,
      );
      assert.equal(
        trial.faults.reduce((sum, one) => sum + one.doneAgain, 0),
        ledger.doneAgain,
      );
      assert.equal(told.length, 6, 'each is told when it begins and when it is over');
    },
  );

  it('a killed worker with early acks loses what it was running, and is replaced', async () => {
    await using broker = await startEmbeddedBroker();
    const text = scenario(
      'duration: 500ms',
      'workers: 1, pool: async, concurrency: 5',
      '{ rate: 10/s, arrivals: constant, duration: 2s }',
      '{ at: 1s, kill: worker, group: web }',
    );
    const trial = only(await run(text, broker));
    const [fault] = trial.faults;
    assert.equal(fault?.fault, 'kill-worker');
    assert.match(fault.detail, /^killed worker web \(pid \d+\), replaced by pid \d+$/);
    assert.ok(fault.untilMs !== null && fault.untilMs > fault.atMs);
    const { lost } = ledgerOf(trial);
    assert.ok(lost >= 1 && lost <= 5, `${lost} were lost of the 5 that ran`);
    assert.equal(fault.lost, lost);
    assert.match(fault.lossReason ?? '', /tasks acknowledged early/);
  });

  it('a killed child, a paused one and a rolling restart leave the same number of workers; late acks lose no task', async () => {
    await using broker = await startEmbeddedBroker();
    const text = scenario(
      'duration: 20ms, acks: late',
      'workers: 2, pool: prefork, concurrency: 1',
      '{ rate: 20/s, arrivals: constant, duration: 1s }, { rate: 20/s, arrivals: constant, duration: 1s }',
      '{ at: 200ms, kill: child, phase: 1 }, { at: 700ms, pause: child, for: 200ms, phase: 1 }, ' +
        '{ at: 100ms, rolling-restart: workers }',
    );
    const trial = only(await run(text, broker));
    const { lost } = ledgerOf(trial);
    const [child, paused, rolling] = trial.faults;
    assert.ok(child !== undefined && paused !== undefined && rolling !== undefined);
    assert.equal(lost, 0);
    assert.equal(child.lost, 0);
    assert.equal(paused.lost, 0);
    assert.equal(rolling.lost, 0);
    assert.match(paused.detail, /^paused child \d+ of worker web-[12] for 200 ms, goes on$/);
    assert.ok((paused.untilMs ?? 0) - paused.atMs >= 200);
    assert.match(child.detail, /^killed child \d+ of worker web-[12], replaced by pid \d+$/);
    assert.equal(rolling.detail, 'restarting 2 workers one after the other, 2 restarted');
    const workers = trial.processes.filter(({ role }) => role === 'worker');
    assert.equal(workers.length, 4, 'the two of before and their successors');
  });

  it('what a disturbed phase left waiting is neither lost nor part of the saturate phase after it', async () => {
    await using broker = await startEmbeddedBroker();
    const text = scenario(
      'duration: 200ms, acks: late',
      'workers: 1, pool: async, concurrency: 2',
      // Over ten times what the fleet can do: most of it still waits when the time to drain is over.
      '{ rate: 150/s, arrivals: constant, duration: 1s }, { saturate: 1s }',
      '{ at: 300ms, kill: worker, phase: 1 }',
    );
    const trial = only(await run(text, broker));
    const { lost, left } = ledgerOf(trial);
    const saturated = trial.phases.find(({ phase }) => phase === 'saturate');
    assert.ok(saturated !== undefined);
    assert.equal(trial.faults[0]?.lost, lost);
    assert.ok(left > 50, `${left} were withdrawn`);
    assert.ok(saturated.sent >= saturated.completed && saturated.completed > 0, 'it did tasks of its own');
    assert.ok(saturated.wait.summary.maxMs <= saturated.durationMs, 'nobody waited from before it began');
  });

  it('what a restart took after the end of its phase is not in the resources of the phase', async () => {
    await using broker = await startEmbeddedBroker();
    const text = scenario(
      'duration: 4s, acks: late',
      'workers: 1, pool: async, concurrency: 20',
      '{ rate: 20/s, arrivals: constant, duration: 1s }',
      '{ at: 900ms, rolling-restart: workers }',
    );
    const trial = only(await run(text, broker));
    const [phase] = trial.phases;
    const [fault] = trial.faults;
    assert.ok(phase !== undefined && fault !== undefined);
    assert.ok((fault.untilMs ?? 0) > phase.durationMs + 2000, 'the worker ended its tasks before it stopped');
    // A reading every 250 ms at most, and one at each end.
    assert.ok(phase.resources.memoryLooks <= 6, `${phase.resources.memoryLooks} readings in 1 s`);
  });

  it('an interruption undoes what is under way', async () => {
    await using broker = await startEmbeddedBroker();
    const stop = new AbortController();
    const text = scenario(
      'duration: 5ms',
      'workers: 1, pool: async, concurrency: 4',
      '{ rate: 50/s, duration: 60s }',
      '{ at: 100ms, pause: broker, for: 50s }',
    );
    const onEvent = (event: RunEvent): void => {
      if (event.event === 'fault') stop.abort(new Error('enough'));
    };
    const result = await run(text, broker, { onEvent, signal: stop.signal });
    assert.equal(result.outcome, 'interrupted');
    await eventually(
      'the broker goes on',
      () => !/\) T /.test(readFileSync(`/proc/${broker.pid}/stat`, 'utf8')),
    );
  });

  it('faults that the broker must not or cannot go through are refused before anything starts', async () => {
    await using broker = await startEmbeddedBroker();
    const text = (fault: string): string =>
      scenario('duration: 5ms', 'pool: async', '{ rate: 50/s, duration: 5s }', fault);
    const refused = (fault: string, message: RegExp, ownedByRun: boolean): Promise<void> =>
      assert.rejects(run(text(fault), broker, { ownedByRun }), { code: 'BAD_SCENARIO', message });
    await refused('{ at: 1s, pause: broker, for: 1s }', /was not started by this run/, false);
    await refused('{ at: 1s, restart: broker }', /was not started by this run/, false);
    await refused('{ at: 1s, restart: broker }', /the embedded broker keeps everything in memory/, true);
  });
});
