import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { test } from 'node:test';
import {
  calibrateCpu,
  cpuWork,
  leakedBytes,
  releaseLeaks,
  runBody,
  SyntheticFailure,
  type PlannedTask,
} from '../../src/workload/index.ts';

const planned = (changes: Partial<PlannedTask>): PlannedTask => ({
  seq: 0,
  intendedNs: 0,
  sentNs: 0,
  typeIndex: 0,
  amount: 0,
  waitMs: 0,
  fail: false,
  allocateBytes: 0,
  leakBytes: 0,
  payload: '',
  ...changes,
});

test('an io body never takes less than asked', async () => {
  const amounts = Array.from({ length: 60 }, (_, index) => index * 0.13);
  await Promise.all(
    amounts.map(async (amount) => {
      const start = process.hrtime.bigint();
      await runBody('io', planned({ amount }));
      const tookMs = Number(process.hrtime.bigint() - start) / 1e6;
      assert.ok(tookMs >= amount, `asked ${amount} ms, took ${tookMs} ms`);
    }),
  );
});

test('an io body leaves the CPU to others', async () => {
  const before = process.cpuUsage();
  const start = performance.now();
  await Promise.all(Array.from({ length: 50 }, async () => runBody('io', planned({ amount: 200 }))));
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1000 / (performance.now() - start);
  assert.ok(share < 0.5, `50 waits of 200 ms used ${share} of a core`);
});

// CPU time, not elapsed time: other processes may share the cores. The two sizes take turns, so that a change of
// the core's speed meets both.
test('cpu work takes CPU time in proportion to its iterations', () => {
  const unit = Math.round(calibrateCpu().iterationsPerMs * 2);
  const cpuMs = (iterations: number): number => {
    const before = process.cpuUsage();
    cpuWork(iterations);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const pairs = Array.from({ length: 9 }, () => ({ one: cpuMs(unit), eight: cpuMs(unit * 8) }));
  const ratio = Math.min(...pairs.map(({ eight }) => eight)) / Math.min(...pairs.map(({ one }) => one));
  assert.ok(ratio > 4 && ratio < 16, `8 times the work took ${ratio} times the CPU`);
});

test('a mixed body does its work first and then waits, leaving the CPU to others', async () => {
  const workMs = 30;
  const amount = Math.round(calibrateCpu().iterationsPerMs * workMs);
  const before = process.cpuUsage();
  const start = performance.now();
  const running = runBody('mixed', planned({ amount, waitMs: 100 }));
  const workedMs = performance.now() - start;
  await running;
  const tookMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  assert.ok(workedMs >= workMs / 2, `the work took ${workedMs} ms`);
  // The timer was set a moment before the work's time was read.
  assert.ok(tookMs - workedMs >= 99, `the wait took ${tookMs - workedMs} ms`);
  assert.ok((user + system) / 1000 < tookMs - 50, 'the wait used no CPU');
});

test('calibration is positive and says how far its repetitions spread', () => {
  const { iterationsPerMs, spreadRatio } = calibrateCpu();
  assert.ok(iterationsPerMs > 0 && Number.isFinite(iterationsPerMs));
  assert.ok(spreadRatio >= 0);
});

test('every iteration of cpu work counts: the result depends on how many there were', () => {
  const states = new Set(Array.from({ length: 50 }, (_, index) => cpuWork(index + 1)));
  assert.equal(states.size, 50);
});

test('a memory body leaks what it was told to, and gives the rest back', async () => {
  releaseLeaks();
  await runBody('memory', planned({ allocateBytes: 3_000_000, leakBytes: 1000, amount: 1 }));
  await runBody('memory', planned({ allocateBytes: 3_000_000, leakBytes: 1000, amount: 1 }));
  assert.equal(leakedBytes(), 2000);
  releaseLeaks();
  assert.equal(leakedBytes(), 0);
});

test('a memory body really takes the memory while it runs', async () => {
  const size = 96 * 1024 * 1024;
  const before = process.memoryUsage.rss();
  const running = runBody('memory', planned({ allocateBytes: size, amount: 20 }));
  const during = process.memoryUsage.rss();
  await running;
  assert.ok(during - before > size * 0.8, `grew by ${during - before} of ${size} bytes`);
});

test('a planned failure is thrown after the work, by every kind', async () => {
  for (const kind of ['noop', 'io', 'cpu', 'mixed', 'memory'] as const) {
    const start = performance.now();
    await assert.rejects(
      async () => runBody(kind, planned({ amount: 3, waitMs: 3, fail: true })),
      SyntheticFailure,
    );
    if (kind !== 'noop' && kind !== 'cpu') assert.ok(performance.now() - start >= 3);
  }
});
