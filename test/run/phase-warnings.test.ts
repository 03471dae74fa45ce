// Which warnings a phase carries, and when a rule of measurement refuses it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PhaseRecord } from '../../src/result/index.ts';
import { phaseWarnings, refusesPhase, type PhaseFacts } from '../../src/run/trial/phase-warnings.ts';
import { buildRunResult } from '../fixtures/run-result.ts';

const [, OPEN] = buildRunResult().trials[0]?.phases ?? [];

function facts(
  change: (phase: PhaseRecord) => Partial<PhaseRecord>,
  more: Partial<PhaseFacts> = {},
): PhaseFacts {
  assert.ok(OPEN !== undefined);
  const phase = { ...OPEN, ...change(OPEN) };
  return { phase, emptyRatio: 0, outstandingAtEnd: 0, windowTasks: 8, ...more };
}

function withSlip(p95Ms: number, p99Ms: number) {
  return ({ slip }: PhaseRecord): Partial<PhaseRecord> =>
    slip === null ? {} : { slip: { ...slip, summary: { ...slip.summary, p95Ms, p99Ms } } };
}

const codes = (given: PhaseFacts): readonly string[] => phaseWarnings(given).map(({ code }) => code);

test('a sound phase carries no warning', () => {
  assert.deepEqual(codes(facts(() => ({}))), []);
});

test('a late generator is said, and refused when most of the waits would be its own', () => {
  assert.deepEqual(codes(facts(withSlip(2, 9))), ['generator-late']);
  assert.equal(refusesPhase(facts(withSlip(2, 9))), false);
  assert.equal(refusesPhase(facts(withSlip(25, 30))), true);
  assert.equal(refusesPhase(facts(withSlip(2, 150))), true);
});

test('tasks left beyond what the fleet may hold are a growing backlog', () => {
  assert.deepEqual(codes(facts(() => ({}), { outstandingAtEnd: 900 })), ['backlog-grew']);
  assert.deepEqual(codes(facts(() => ({}), { outstandingAtEnd: 27 })), []);
});

test('a queue that ran empty while saturating clips the capacity', () => {
  const saturated = () => ({ phase: 'saturate' as const, offeredPerSec: null, slip: null });
  assert.deepEqual(codes(facts(saturated, { emptyRatio: 0.3 })), ['capacity-clipped']);
});

test('a busy host and too few tasks are said', () => {
  const busy = ({ resources, wait }: PhaseRecord): Partial<PhaseRecord> => ({
    resources: { ...resources, hostBusyRatio: 0.99 },
    wait: { ...wait, summary: { ...wait.summary, count: 50 } },
  });
  assert.deepEqual(codes(facts(busy)), ['host-busy', 'few-observations']);
});
