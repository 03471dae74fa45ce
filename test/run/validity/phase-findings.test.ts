// Which findings a phase carries, and which of them void the trial.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PhaseRecord } from '../../../src/result/index.ts';
import { phaseFindings, type PhaseFacts } from '../../../src/run/validity/phase-findings.ts';
import { judge } from '../../../src/run/validity/rules.ts';
import { buildRunResult } from '../../fixtures/run-result.ts';

const [, OPEN] = buildRunResult().trials[0]?.phases ?? [];

function facts(
  change: (phase: PhaseRecord) => Partial<PhaseRecord>,
  more: Partial<PhaseFacts> = {},
): PhaseFacts {
  assert.ok(OPEN !== undefined);
  const phase = { ...OPEN, ...change(OPEN) };
  return {
    phase,
    emptyRatio: 0,
    collectorStalledMs: 0,
    cpus: { host: 2, usable: 2 },
    ownBroker: true,
    ...more,
  };
}

function withSlip(
  slip: Partial<PhaseRecord['wait']['summary']>,
  wait: Partial<PhaseRecord['wait']['summary']>,
) {
  return (phase: PhaseRecord): Partial<PhaseRecord> =>
    phase.slip === null
      ? {}
      : {
          slip: { ...phase.slip, summary: { ...phase.slip.summary, ...slip } },
          wait: { ...phase.wait, summary: { ...phase.wait.summary, ...wait } },
        };
}

const found = (given: PhaseFacts): readonly string[] =>
  judge(phaseFindings(given), []).warnings.map(({ code }) => code);
const refused = (given: PhaseFacts): readonly string[] =>
  judge(phaseFindings(given), []).refusals.map(({ code }) => code);

const idle = ({ resources }: PhaseRecord): Partial<PhaseRecord> => ({
  resources: { ...resources, hostBusyRatio: 0.3, cpuCores: 0.4 },
});

test('a sound phase carries no warning', () => {
  assert.deepEqual(found(facts(idle)), []);
});

test('slip is held against the wait measured with it', () => {
  const late = facts((phase) => ({
    ...idle(phase),
    ...withSlip({ p95Ms: 2, p99Ms: 9 }, { p99Ms: 40 })(phase),
  }));
  assert.deepEqual(found(late), ['generator-late']);
  assert.deepEqual(refused(late), []);
  const own = withSlip({ p95Ms: 25, p99Ms: 30 }, { p95Ms: 60, p99Ms: 90 });
  assert.deepEqual(refused(facts(own)), ['generator-late']);
  const small = facts((phase) => ({
    ...idle(phase),
    ...withSlip({ p95Ms: 25, p99Ms: 30 }, { p95Ms: 9000, p99Ms: 9900 })(phase),
  }));
  assert.deepEqual(found(small), [], 'a tenth of a per cent of the wait');
});

test('a generator that stood still is said, and p99.9 of enough tasks refuses it', () => {
  const slip = { count: 5000, p95Ms: 1, p99Ms: 1, p999Ms: 400, maxMs: 1000 };
  const stalled = facts((phase) => ({ ...idle(phase), ...withSlip(slip, { p999Ms: 450 })(phase) }));
  assert.deepEqual(found(stalled), ['generator-late', 'loop-stalled']);
  assert.deepEqual(refused(stalled), ['generator-late']);
});

test('a growing backlog is said with its drift and does not void the trial', () => {
  const grew = facts((phase) => ({
    ...idle(phase),
    steadiness: { ...phase.steadiness, verdict: 'unstable', said: 'the backlog grew by 40 tasks/s' },
  }));
  assert.deepEqual(found(grew), ['backlog-grew']);
  assert.deepEqual(refused(grew), []);
});

test('a phase that never was steady is refused when its halves differ much', () => {
  const never = (changeRatio: number): PhaseFacts =>
    facts((phase) => ({
      ...idle(phase),
      steadiness: { ...phase.steadiness, verdict: 'never-steady', changeRatio },
    }));
  assert.deepEqual(found(never(-0.12)), ['never-steady']);
  assert.deepEqual(refused(never(-0.12)), []);
  assert.deepEqual(refused(never(-0.4)), ['never-steady']);
});

test('a machine that others saturate is refused, one that the fleet saturates is said', () => {
  const use = (cpuCores: number) =>
    facts(({ resources }) => ({ resources: { ...resources, hostBusyRatio: 0.99, cpuCores } }));
  assert.deepEqual(found(use(1.8)), ['host-busy']);
  assert.deepEqual(found(use(0.5)), ['host-busy', 'host-shared']);
  assert.deepEqual(refused(use(0.5)), ['host-shared']);
  assert.deepEqual(found({ ...use(0.5), ownBroker: false }), ['host-busy'], 'the broker may be the other');
});

test('a run that has used up the CPUs of its container is told so, however idle the machine is', () => {
  const cpus = { host: 64, usable: 2 };
  const use = (cpuCores: number, brokerCpuCores: number) =>
    facts(
      ({ resources }) => ({
        resources: { ...resources, hostBusyRatio: 0.03, cpuCores, brokerCpuCores, generatorCpuCores: 0.1 },
      }),
      { cpus },
    );
  assert.deepEqual(found(use(1.5, 0.5)), ['host-busy']);
  assert.deepEqual(found(use(1, 0.1)), []);
  const elsewhere = { ...use(1, 1.5), ownBroker: false };
  assert.deepEqual(found(elsewhere), [], 'a broker that runs elsewhere does not use our CPUs');
});

test('a queue that ran empty while saturating clips the capacity', () => {
  const saturated = (phase: PhaseRecord) =>
    ({ ...idle(phase), phase: 'saturate', offeredPerSec: null, slip: null }) as const;
  assert.deepEqual(found(facts(saturated, { emptyRatio: 0.3 })), ['capacity-clipped']);
});

test('too few tasks and event loops that stood still are said', () => {
  const few = facts(
    (phase) => ({
      ...idle(phase),
      slip: null,
      wait: { ...phase.wait, summary: { ...phase.wait.summary, count: 50 } },
    }),
    { collectorStalledMs: 400 },
  );
  assert.deepEqual(found(few), ['few-observations', 'loop-stalled']);
});

test('a law that fails is a warning, and voids the trial when the figures are wrong', () => {
  const broken = (refuses: boolean): PhaseFacts =>
    facts((phase) => ({
      ...idle(phase),
      selfChecks: phase.selfChecks.map((check) => ({ ...check, ok: false, refuses })),
    }));
  assert.deepEqual(found(broken(false)), ['self-check']);
  assert.deepEqual(refused(broken(false)), []);
  assert.deepEqual(refused(broken(true)), ['self-check']);
});

test('nothing is said of a warm-up', () => {
  assert.deepEqual(
    found(facts(() => ({ phase: 'warm-up' }), { emptyRatio: 1, collectorStalledMs: 9999 })),
    [],
  );
});

test('what a scenario accepts stays a warning and voids nothing', () => {
  const own = facts(withSlip({ p95Ms: 25, p99Ms: 30 }, { p95Ms: 60, p99Ms: 90 }));
  const { warnings, refusals } = judge(phaseFindings(own), ['generator-late']);
  assert.ok(warnings.some(({ code }) => code === 'generator-late'));
  assert.ok(!refusals.some(({ code }) => code === 'generator-late'));
});
