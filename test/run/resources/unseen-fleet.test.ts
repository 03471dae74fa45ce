// What a phase says of workers that could not be looked at: nothing, rather than that they used nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResourceReading, TreeReading } from '../../../src/measure/index.ts';
import { othersCores } from '../../../src/run/resources/others-cores.ts';
import { PhaseResourceAccount } from '../../../src/run/resources/phase-resource-account.ts';
import { PhaseTimeline } from '../../../src/run/resources/phase-timeline.ts';
import type { WorkerSeat } from '../../../src/system/index.ts';

const MIB = 2 ** 20;
const seat = (name: string): WorkerSeat => ({
  name,
  group: name,
  pool: 'prefork',
  slots: 4,
  queues: [],
});

const HERE: TreeReading = {
  pid: 4711,
  role: 'worker',
  name: 'here',
  processes: 5,
  threads: 55,
  openFiles: 90,
  userMs: 0,
  systemMs: 0,
  voluntarySwitches: 0,
  involuntarySwitches: 0,
  memory: { rssBytes: 90 * MIB, pssBytes: 60 * MIB, ussBytes: 50 * MIB },
};

/** A second is between two readings; the worker here uses 0.3 + 0.1 cores. */
function reading(second: number, fleet: ResourceReading['fleet']): ResourceReading {
  const worker = fleet === null ? null : 400 * second;
  return {
    atNs: second * 1e9,
    close: true,
    trees: [{ ...HERE, userMs: 300 * second, systemMs: 100 * second }],
    fleet,
    cpuMs: { worker, generator: 50 * second, broker: null, toolkit: 20 * second, target: null },
    host: { totalMs: 2000 * second, idleMs: 1000 * second, stolenMs: 0 },
    samplerCpuMs: second,
  };
}

function closed(seats: readonly WorkerSeat[], fleet: ResourceReading['fleet']) {
  const account = new PhaseResourceAccount(seats);
  for (const second of [0, 1, 2]) account.add(reading(second, fleet));
  return account.close(100);
}

test('a fleet that was looked at has its memory and CPU', () => {
  const use = closed([seat('here')], { bytes: 60 * MIB, kind: 'pss' });
  assert.equal(use.memoryMeanBytes, 60 * MIB);
  assert.equal(use.memoryPeakBytes, 60 * MIB);
  assert.equal(use.memoryKind, 'pss');
  assert.equal(use.memoryLooks, 3);
  assert.equal(use.cpuCores, 0.4);
  assert.equal(use.cpuUserCores, 0.3);
  assert.equal(use.cpuSystemCores, 0.1);
  assert.equal(use.cpuMsPerTask, 8);
  assert.equal(use.brokerCpuCores, null);
  assert.equal(use.targetCpuCores, null);
  assert.equal(use.generatorCpuCores, 0.05);
});

test('one worker out of sight, and the figures of the fleet are not known; those of the others are', () => {
  const use = closed([seat('here'), seat('elsewhere')], null);
  const figures = [use.memoryMeanBytes, use.memoryPeakBytes, use.memoryKind, use.cpuCores];
  assert.deepEqual(figures, [null, null, null, null]);
  assert.deepEqual([use.cpuUserCores, use.cpuSystemCores, use.cpuMsPerTask], [null, null, null]);
  assert.equal(use.memoryLooks, 0);
  const [here, elsewhere] = use.pools;
  assert.equal(here?.cpuUserCores, 0.3);
  assert.equal(here?.memoryPerSlotBytes, 15 * MIB);
  assert.deepEqual(
    [elsewhere?.rss, elsewhere?.pss, elsewhere?.uss, elsewhere?.memoryPerSlotBytes, elsewhere?.processes],
    [null, null, null, null, null],
  );
  assert.deepEqual(
    [elsewhere?.cpuUserCores, elsewhere?.cpuSystemCores, elsewhere?.voluntarySwitchesPerSec],
    [null, null, null],
  );
});

test('what others used of the machine is not known when the use of the fleet is not', () => {
  assert.equal(othersCores(closed([seat('here')], { bytes: 1, kind: 'pss' }), 2)?.toFixed(2), '0.53');
  assert.equal(othersCores(closed([seat('here')], null), 2), null);
});

test('a phase of a single reading has no rates, and one without any no memory either', () => {
  const account = new PhaseResourceAccount([seat('here')]);
  const none = account.close(10);
  assert.deepEqual([none.memoryPeakBytes, none.cpuCores, none.cpuMsPerTask], [null, null, null]);
  account.add(reading(1, { bytes: MIB, kind: 'rss' }));
  const one = account.close(10);
  assert.deepEqual([one.memoryPeakBytes, one.memoryKind], [MIB, 'rss']);
  assert.deepEqual([one.cpuCores, one.cpuMsPerTask, one.samplerCpuCores], [null, null, null]);
});

test('the timeline shows gaps, not zeros', () => {
  const timeline = new PhaseTimeline(0, 2e9);
  for (const second of [0, 1]) timeline.addReading(reading(second, null));
  const slice = { completed: 1, failed: 0, waitP50Ms: null, waitP95Ms: null };
  const points = timeline.points(
    [
      { index: 0, ...slice },
      { index: 1, ...slice },
    ],
    [1, 1],
    0,
  );
  assert.deepEqual(
    points.map(({ memoryBytes, cpuCores }) => [memoryBytes, cpuCores]),
    [
      [null, null],
      [null, null],
    ],
  );
});
