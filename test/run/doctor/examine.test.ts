import assert from 'node:assert/strict';
import { env } from 'node:process';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { startEmbeddedBroker } from '../../../src/broker/index.ts';
import type { Check } from '../../../src/result/index.ts';
import { examine } from '../../../src/run/index.ts';
import { judged } from '../../../src/run/doctor/check.ts';
import { checkClock } from '../../../src/run/doctor/clock.ts';
import { checkCpuLimit, checkOtherPrograms, checkStolenCpu } from '../../../src/run/doctor/cpu.ts';
import type { MachineReading } from '../../../src/run/doctor/machine-reading.ts';
import { percentile } from '../../../src/run/doctor/percentile.ts';

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
  cpu: undefined,
  processes: new Map(),
  swappedPages: undefined,
  throttledMs: undefined,
  ...more,
});

test('what a hypervisor takes and a control group holds back is seen between two readings', () => {
  const before = reading({ cpu: { totalSec: 100, stolenSec: 5 }, throttledMs: 40 });
  const after = reading({ cpu: { totalSec: 110, stolenSec: 8 }, throttledMs: 540 });
  const stolen = checkStolenCpu(before, after);
  assert.deepEqual([stolen.state, stolen.figures['stolenRatio']], ['bad', 0.3]);
  const limit = checkCpuLimit(null, before, after, 1000);
  assert.deepEqual([limit.state, limit.figures['throttledMs']], ['bad', 500]);
  assert.equal(checkCpuLimit(0.5, before, before, 1000).state, 'warn');
  assert.equal(checkStolenCpu(reading({}), reading({})).finding, 'the system does not tell');
});

test('other programs are named by what they used in between; one that began meanwhile counts from then on', () => {
  const program = (name: string, cpuSec: number) => ({ name, cpuSec });
  const before = reading({ processes: new Map([[1000001, program('backup', 50)]]) });
  const after = reading({
    processes: new Map([
      [1000001, program('backup', 50.5)],
      [1000002, program('new', 7)],
      [process.pid, program('node', 99)],
    ]),
  });
  const check = checkOtherPrograms(before, after, 1000);
  assert.equal(check.figures['cores'], 0.5);
  assert.match(check.finding, /: backup \(pid 1000001\) 0\.5$/);
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
  assert.equal(percentile([], 0.5), 0);
});
