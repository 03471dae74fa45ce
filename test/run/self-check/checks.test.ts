// The laws hold for figures that obey them and fail for those that do not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LatencySummary } from '../../../src/result/index.ts';
import { ledgerCheck } from '../../../src/run/self-check/ledger-check.ts';
import { phaseChecks, type CheckedPhase } from '../../../src/run/self-check/phase-checks.ts';

function latency(meanMs: number): LatencySummary {
  const at = { minMs: 0, p50Ms: meanMs, p90Ms: meanMs * 2, p95Ms: meanMs * 3, p99Ms: meanMs * 4 };
  return { count: 4000, meanMs, sdMs: meanMs, ...at, p999Ms: meanMs * 5, maxMs: meanMs * 6 };
}

// 400 tasks/s of 20 ms on 10 slots for 10 s: 8 slots are busy, 4 tasks wait.
const SOUND: CheckedPhase = {
  wait: latency(10),
  service: latency(20),
  endToEnd: latency(30),
  throughputPerSec: 400,
  utilizationRatio: 0.8,
  slots: 10,
  spanMs: 10_000,
  ackedLate: true,
  depthMeans: [11, 12, 13, 12, 11, 13, 12, 12],
};

const failed = (phase: CheckedPhase): readonly string[] =>
  phaseChecks(phase)
    .filter(({ ok }) => !ok)
    .map(({ name }) => name);

test('figures that obey every law pass', () => {
  assert.deepEqual(failed(SOUND), []);
  assert.equal(phaseChecks(SOUND).length, 3);
});

test('percentiles out of order are wrong figures', () => {
  const checks = phaseChecks({ ...SOUND, wait: { ...latency(10), p99Ms: 5 } });
  assert.deepEqual(
    checks.filter(({ ok }) => !ok).map(({ name, refuses }) => ({ name, refuses })),
    [{ name: 'percentiles', refuses: true }],
  );
});

test('busy slots that throughput and service do not explain fail the utilization law', () => {
  assert.deepEqual(failed({ ...SOUND, utilizationRatio: 0.6 }), ['utilization']);
});

test("a depth that rate and time do not explain fails Little's law", () => {
  assert.deepEqual(failed({ ...SOUND, depthMeans: [40, 41, 40, 39, 40, 41] }), ['littles-law']);
});

test('where tasks are acknowledged when they start, the depth is of those that wait', () => {
  assert.deepEqual(failed({ ...SOUND, ackedLate: false, depthMeans: [4, 4.2, 3.8, 4] }), []);
  assert.deepEqual(failed({ ...SOUND, ackedLate: false, depthMeans: [24, 24.2, 23.8, 24] }), ['littles-law']);
});

test('a load that is not steady is not asked for Little’s law, an empty phase for nothing', () => {
  assert.equal(phaseChecks({ ...SOUND, depthMeans: null }).length, 2);
  assert.deepEqual(phaseChecks({ ...SOUND, service: { ...latency(0), count: 0 } }), []);
});

test('the ledger is a check as well', () => {
  const ledger = {
    sent: 10,
    doneOnce: 6,
    doneAgain: 1,
    failed: 1,
    lost: 1,
    left: 2,
    strays: 0,
    balanced: true,
  };
  assert.equal(ledgerCheck(ledger).ok, true);
  const wrong = ledgerCheck({ ...ledger, left: 5, lost: 0, balanced: false });
  assert.deepEqual([wrong.ok, wrong.refuses], [false, true]);
});
