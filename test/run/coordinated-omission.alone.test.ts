// Nobody can hide by standing still: a worker that is stopped for a while shows in the waits as arithmetic says it must,
// and a generator that is stopped voids the trial.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { env, pid as ownPid } from 'node:process';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBroker, startEmbeddedBroker } from '../../src/broker/index.ts';
import { monotonicNs } from '../../src/measure/index.ts';
import { mergeHistogramRecords, type PhaseRecord, type TrialRecord } from '../../src/result/index.ts';
import { runScenario } from '../../src/run/index.ts';
import { loadScenario } from '../../src/scenario/index.ts';

const RATE = 500;
const SECONDS = 4;
const SCENARIO = `
name: standing-still
workload: { tasks: [ { name: quick, kind: noop } ] }
fleet: [ { name: web, pool: async, concurrency: 4, prefetch: 4 } ]
load: [ { rate: ${RATE}/s, arrivals: constant, duration: ${SECONDS}s } ]
warm-up: 300ms
`;

interface Stopped {
  readonly trial: TrialRecord;
  readonly phase: PhaseRecord;
  /** How long the process really stood still, at least. */
  readonly stoppedMs: number;
}

/** Runs the scenario and stops a process for a second in the middle of its load. */
async function runStopping(which: (workers: readonly number[]) => number): Promise<Stopped> {
  await using broker = await startEmbeddedBroker();
  await using connection = await connectBroker(broker.url);
  const { scenario } = await loadScenario('test.yaml', { readFile: () => Promise.resolve(SCENARIO) });
  let workers: readonly number[] = [];
  let stopping: Promise<number> = Promise.resolve(0);
  const result = await runScenario({
    scenario,
    broker: {
      record: { ...connection.info, url: broker.url, ownedByRun: true },
      url: broker.url,
      pid: broker.pid,
      restart: undefined,
    },
    env,
    signal: new AbortController().signal,
    onEvent: (event) => {
      if (event.event === 'fleet-ready') workers = event.pids;
      if (event.event === 'phase-started' && event.phase === 'rate') stopping = standStill(which(workers));
    },
    version: 'test',
  });
  const stoppedMs = await stopping;
  const [trial] = result.trials;
  const phase = trial?.phases.find((one) => one.phase === 'rate');
  assert.ok(trial !== undefined && phase !== undefined, trial?.failure?.message);
  return { trial, phase, stoppedMs };
}

async function standStill(pid: number): Promise<number> {
  // The load is under way, and half of the phase is left.
  await sleep(1000);
  process.kill(pid, 'SIGSTOP');
  const fromNs = monotonicNs();
  await sleep(1000);
  const stoppedMs = (monotonicNs() - fromNs) / 1e6;
  process.kill(pid, 'SIGCONT');
  return stoppedMs;
}

/** The generator is a child of the run, which is this process. */
function generatorPid(): number {
  const found = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const parent = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1];
      return (
        Number(parent) === ownPid && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('generator-main')
      );
    } catch {
      return false;
    }
  });
  assert.ok(found !== undefined, 'no generator among the children');
  return Number(found);
}

test('a worker that stood still for a second shows in the waits as arithmetic says', async () => {
  const { phase, stoppedMs } = await runStopping(([worker]) => worker ?? 0);
  assert.equal(phase.steadiness.cutMs, 0, 'the stop is not taken for a warm-up');
  const waits = mergeHistogramRecords([phase.wait]);
  assert.equal(waits.count, RATE * SECONDS);
  // Tasks due every 1/RATE: of those due while it stood still, k waited at least stopped - k/RATE.
  const leastWaitMs = (share: number): number => stoppedMs - (share * waits.count * 1000) / RATE;
  for (const share of [0.001, 0.01, 0.05, 0.1]) {
    const waitMs = waits.quantileMs(1 - share);
    const least = 0.98 * leastWaitMs(share) - 1000 / RATE;
    assert.ok(waitMs >= least, `${waitMs} ms at ${1 - share}, at least ${least} ms`);
  }
  // Three quarters were due while it ran: they say nothing of the stop.
  assert.ok(waits.quantileMs(0.5) < stoppedMs / 2);
});

test('a generator that stood still for a second voids the trial', async () => {
  const { trial, phase, stoppedMs } = await runStopping(generatorPid);
  assert.equal(trial.state, 'invalid');
  assert.ok(trial.refusals.some(({ code }) => code === 'generator-late'));
  assert.ok((phase.slip?.summary.maxMs ?? 0) >= 0.98 * stoppedMs);
  // Every task is sent all the same, each counted from when it was due.
  assert.equal(phase.sent, RATE * SECONDS);
  assert.ok(phase.wait.summary.p95Ms >= 0.5 * stoppedMs);
});
