import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { env, execPath } from 'node:process';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { startEmbeddedBroker } from '../../../src/broker/index.ts';
import { monotonicNs } from '../../../src/measure/index.ts';
import type { Check } from '../../../src/result/index.ts';
import { examine } from '../../../src/run/index.ts';
import { judged } from '../../../src/run/doctor/check.ts';
import { checkClock } from '../../../src/run/doctor/clock.ts';
import { checkCpuLimit, checkStolenCpu } from '../../../src/run/doctor/cpu.ts';
import { checkOtherPrograms } from '../../../src/run/doctor/other-programs.ts';
import { readMachine, type MachineReading } from '../../../src/run/doctor/machine-reading.ts';
import { percentile } from '../../../src/run/doctor/percentile.ts';
import { checkMemory, checkTemporaryFiles } from '../../../src/run/doctor/room.ts';

const EVERY: readonly Check['check'][] = [
  'timers',
  'clock',
  'broker',
  'generator',
  'cpu limit',
  'memory limit',
  'cpu speed',
  'stolen cpu',
  'other programs',
  'memory',
  'temporary files',
  'open files',
];

test('a thorough examination tries everything, and leaves nothing on the broker', async () => {
  await using broker = await startEmbeddedBroker();
  const { checks } = await examine({ brokerUrl: broker.url, env, depth: 'thorough' });
  assert.deepEqual(
    checks.map(({ check }) => check),
    EVERY,
  );
  for (const { check, state, nextStep } of checks) assert.equal(nextStep === null, state === 'ok', check);
  const figures = new Map(checks.map((one) => [one.check, one.figures]));
  assert.ok((figures.get('generator')?.['ratePerSec'] ?? 0) > 0);
  assert.ok((figures.get('broker')?.['p50Ms'] ?? 0) > 0);
  assert.ok((figures.get('timers')?.['p99Ms'] ?? -1) >= (figures.get('timers')?.['p50Ms'] ?? 0));
  assert.equal(figures.get('clock')?.['stepsBack'], 0);
  const client = new Redis(broker.url, { disconnectTimeout: 0 });
  assert.equal(await client.dbsize(), 0);
  client.disconnect();
});

test('the short form leaves the burst of the generator away', async () => {
  await using broker = await startEmbeddedBroker();
  const { checks } = await examine({ brokerUrl: broker.url, env, depth: 'short' });
  assert.deepEqual(
    checks.map(({ check }) => check),
    EVERY.filter((check) => check !== 'generator'),
  );
});

test('the first rule that is broken decides the state and what to do', () => {
  const rules = (bad: boolean, warn: boolean) =>
    [
      { fails: bad, state: 'bad', nextStep: 'flee' },
      { fails: warn, state: 'warn', nextStep: 'mind' },
    ] as const;
  const of = (bad: boolean, warn: boolean) => {
    const { state, nextStep } = judged({
      check: 'memory',
      finding: '',
      figures: {},
      rules: rules(bad, warn),
    });
    return [state, nextStep];
  };
  assert.deepEqual(of(false, false), ['ok', null]);
  assert.deepEqual(of(false, true), ['warn', 'mind']);
  assert.deepEqual(of(true, true), ['bad', 'flee']);
});

const reading = (more: Partial<MachineReading>): MachineReading => ({
  cpu: null,
  programs: new Map(),
  ownCpuMs: null,
  swappedPages: null,
  throttledMs: null,
  ...more,
});

test('what a hypervisor takes and a control group holds back is seen between two readings', () => {
  const before = reading({ cpu: { totalMs: 100_000, idleMs: 0, stolenMs: 5000 }, throttledMs: 40 });
  const after = reading({ cpu: { totalMs: 110_000, idleMs: 0, stolenMs: 8000 }, throttledMs: 540 });
  const stolen = checkStolenCpu(before, after);
  assert.deepEqual([stolen.state, stolen.figures['stolenRatio']], ['bad', 0.3]);
  const limit = checkCpuLimit(null, before, after, 1000);
  assert.deepEqual([limit.state, limit.figures['throttledMs']], ['bad', 500]);
  assert.equal(checkCpuLimit(0.5, before, before, 1000).state, 'warn');
  assert.equal(checkStolenCpu(reading({}), reading({})).finding, 'the system does not tell');
});

const program = (name: string, cpuMs: number, beganTicks = 1) => ({ name, cpuMs, beganTicks });

test('other programs are named by what they used in between; one that began meanwhile has used all it has', () => {
  const before = reading({
    programs: new Map([
      [1_000_001, program('backup', 50_000)],
      [1_000_003, program('former', 90_000)],
    ]),
  });
  const after = reading({
    programs: new Map([
      [1_000_001, program('backup', 50_500)],
      [1_000_002, program('cc1', 250)],
      [1_000_003, program('latter', 125, 2)],
    ]),
  });
  const check = checkOtherPrograms(before, after, 1000);
  assert.equal(check.figures['cores'], 0.875);
  assert.equal(check.figures['hiddenCores'], null);
  assert.match(
    check.finding,
    /: backup \(pid 1000001\) 0\.5, cc1 \(pid 1000002\) 0\.25, latter \(pid 1000003\) 0\.125$/,
  );
});

test('what programs used that have ended is what the machine did less what is known', () => {
  // Two CPUs for a second: 1.5 s busy, of which 0.1 s was stolen, 0.2 s ours, 0.3 s of a program that runs.
  const before = reading({
    cpu: { totalMs: 0, idleMs: 0, stolenMs: 0 },
    ownCpuMs: 1000,
    programs: new Map([[1_000_001, program('make', 0)]]),
  });
  const after = reading({
    cpu: { totalMs: 2000, idleMs: 500, stolenMs: 100 },
    ownCpuMs: 1200,
    programs: new Map([[1_000_001, program('make', 300)]]),
  });
  const check = checkOtherPrograms(before, after, 1000);
  assert.equal(check.figures['cores']?.toFixed(6), '1.200000');
  assert.equal(check.figures['hiddenCores']?.toFixed(6), '0.900000');
  assert.ok((check.figures['usedRatio'] ?? 0) >= 0.6);
  assert.notEqual(check.state, 'ok');
  assert.match(check.finding, /: make \(pid 1000001\) 0\.3, ended meanwhile or out of sight 0\.9$/);
});

test('a machine that did nothing but this has no other programs', () => {
  const before = reading({ cpu: { totalMs: 0, idleMs: 0, stolenMs: 0 }, ownCpuMs: 0 });
  const after = reading({ cpu: { totalMs: 2000, idleMs: 1780, stolenMs: 0 }, ownCpuMs: 200 });
  const check = checkOtherPrograms(before, after, 1000);
  assert.deepEqual([check.state, check.finding], ['ok', 'none uses the CPU']);
});

test('a child that works and ends between two readings is seen', () => {
  const before = readMachine();
  const fromNs = monotonicNs();
  spawnSync(execPath, ['-e', 'while (process.cpuUsage().user < 400_000);']);
  const check = checkOtherPrograms(before, readMachine(), (monotonicNs() - fromNs) / 1e6);
  assert.ok((check.figures['cores'] ?? 0) > 0.05, check.finding);
  assert.match(check.finding, /ended meanwhile or out of sight/);
});

test('what cannot be read is not said to be nothing', async () => {
  assert.match(
    checkMemory(reading({}), reading({})).finding,
    /an unknown number of pages swapped meanwhile$/,
  );
  assert.match(
    checkMemory(reading({ swappedPages: 3 }), reading({ swappedPages: 3 })).finding,
    / 0 pages swapped/,
  );
  const nowhere = await checkTemporaryFiles('/nowhere/at/all');
  assert.deepEqual([nowhere.state, nowhere.figures['tmpBytes']], ['bad', null]);
  assert.match(nowhere.nextStep ?? '', /^Create it and let us in, or name another directory by TMPDIR/);
  assert.equal(percentile([], 0.5), null);
});

test('a wall clock that was set in between is a thing to mind', () => {
  const before = { wallMs: 1_000_000, monotonicNs: 5e9 };
  assert.equal(checkClock(before, { wallMs: 1_001_000, monotonicNs: 6e9 }).state, 'ok');
  const set = checkClock(before, { wallMs: 1_003_000, monotonicNs: 6e9 });
  assert.deepEqual([set.state, set.figures['driftMs']], ['warn', 2000]);
});

test('a percentile is one of the values', () => {
  assert.equal(percentile([3, 1, 2], 0.5), 2);
  assert.equal(percentile([3, 1, 2], 0.99), 3);
});
