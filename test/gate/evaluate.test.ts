// Thresholds held against runs: what passes, what fails, and what the data cannot settle.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateThresholds, type ThresholdOutcome } from '../../src/gate/index.ts';
import {
  mergeHistogramRecords,
  type PhaseRecord,
  type RunResult,
  type TrialRecord,
} from '../../src/result/index.ts';
import { unseen } from '../fixtures/resource-records.ts';
import { buildRunResult, type RunOptions } from '../fixtures/run-result.ts';

const CELL = { pool: 'async', concurrency: 8, prefetch: 4, capacityPerSec: 400, serviceMeanMs: 20 };

type Change = (trial: TrialRecord, index: number) => TrialRecord;

function outcome(
  threshold: string,
  options: RunOptions = {},
  change: Change = (trial) => trial,
): ThresholdOutcome {
  const built = buildRunResult({ cells: [CELL], repeats: 3, ...options, thresholds: [threshold] });
  const result: RunResult = { ...built, trials: built.trials.map(change) };
  const [only] = evaluateThresholds(result);
  assert.ok(only);
  return only;
}

const reasonOf = (row: ThresholdOutcome): string => {
  assert.equal(row.outcome, 'undecided');
  return row.outcome === 'undecided' ? row.reason : '';
};

const onPhases =
  (change: (phase: PhaseRecord) => PhaseRecord): Change =>
  (trial) => ({ ...trial, phases: trial.phases.map(change) });

const onLedger =
  (figures: Partial<NonNullable<TrialRecord['ledger']>>, at?: number): Change =>
  (trial, index) =>
    trial.ledger === null || (at !== undefined && at !== index)
      ? trial
      : { ...trial, ledger: { ...trial.ledger, ...figures } };

describe('a threshold on a latency', () => {
  it('pools the open-loop phases of all repeats and never reads the saturate phase', () => {
    const result = buildRunResult({ cells: [CELL], repeats: 3, thresholds: ['p95(wait) < 500ms'] });
    const open = result.trials.flatMap(({ phases }) => phases.filter(({ phase }) => phase === 'utilization'));
    const expected = mergeHistogramRecords(open.map(({ wait }) => wait)).quantileMs(0.95);
    const [row] = evaluateThresholds(result);
    assert.equal(row?.outcome, 'passed');
    assert.equal(row?.value, expected);
  });

  it('fails with the value when the measured trials do not keep it', () => {
    const row = outcome('p50(service) < 10ms');
    assert.equal(row.outcome, 'failed');
    assert.ok(row.value !== null && row.value > 15 && row.value < 25);
  });

  it('is undecided with too few observations, and says how many it needs', () => {
    const row = outcome('p99(wait) < 10s', { observations: 100 });
    assert.equal(reasonOf(row), 'p99 needs 368 observations, 300 were made');
    assert.equal(row.value, null);
    assert.equal(row.outcome === 'undecided' && row.needed, 368);
  });

  it('can be asked of one task type, and is undecided for one that did not run', () => {
    assert.equal(outcome('p95(service:fetch-page) < 1s').outcome, 'passed');
    assert.equal(reasonOf(outcome('p95(service:nobody) < 1s')), "no task type 'nobody' was measured");
  });

  it('is undecided under a growing backlog unless it fails already: a longer phase would have waited longer', () => {
    const drift = { tasksPerSec: 40, lowPerSec: 30, highPerSec: 50, confidence: 0.99, excessRatio: 0.1 };
    const growing = onPhases((phase) => ({
      ...phase,
      steadiness: { ...phase.steadiness, verdict: 'unstable', drift },
      warnings: [{ code: 'backlog-grew', detail: '+40/s' }],
    }));
    const holding = outcome('p95(wait) < 10s', {}, growing);
    assert.equal(reasonOf(holding), 'the backlog grew by 40/s: waits describe the length of the phase');
    assert.equal(holding.value, null);
    assert.equal(outcome('p95(wait) > 10s', {}, growing).outcome, 'undecided');
    assert.equal(outcome('p95(service) < 10s', {}, growing).outcome, 'passed');
    const failed = outcome('p95(wait) < 1ms', {}, growing);
    assert.equal(failed.outcome, 'failed');
    assert.deepEqual(failed.warnings, [{ code: 'backlog-grew', detail: '+40/s' }]);
  });

  it('carries the interval of the result where it has one of just that figure', () => {
    const { interval, value } = outcome('p95(wait) < 500ms');
    assert.ok(interval !== null && value !== null);
    assert.ok(interval.low < value && value < interval.high && interval.method === 't');
    assert.equal(outcome('max(wait) < 500s').interval, null);
    assert.equal(outcome('memory < 1GiB').interval, null);
    assert.ok(outcome('capacity > 1/s').interval);
    const twoLoads: Change = (trial) => ({ ...trial, phases: [...trial.phases, ...trial.phases.slice(1)] });
    assert.equal(outcome('p95(wait) < 500ms', {}, twoLoads).interval, null);
  });

  it('without an open-loop phase is undecided', () => {
    const saturateOnly: Change = (trial) => ({ ...trial, phases: trial.phases.slice(0, 1) });
    assert.equal(reasonOf(outcome('p95(wait) < 10s', {}, saturateOnly)), 'no open-loop phase was measured');
  });
});

describe('invalid trials', () => {
  it('never pass, alone or among others', () => {
    const invalid: Change = (trial, index) => (index === 1 ? { ...trial, state: 'invalid' } : trial);
    assert.equal(reasonOf(outcome('p95(wait) < 10s', {}, invalid)), '1 of 3 trials not usable (invalid)');
    const all: Change = (trial) => ({ ...trial, state: 'invalid' });
    assert.equal(reasonOf(outcome('throughput > 1/s', {}, all)), '3 of 3 trials not usable (invalid)');
  });

  it('do not hide that the others fail', () => {
    const invalid: Change = (trial, index) => (index === 1 ? { ...trial, state: 'invalid' } : trial);
    assert.equal(outcome('p95(wait) < 1ms', {}, invalid).outcome, 'failed');
  });

  it('still tell what was lost', () => {
    const lost: Change = (trial, index) => onLedger({ lost: 3 }, 1)({ ...trial, state: 'invalid' }, index);
    const row = outcome('lost == 0', {}, lost);
    assert.deepEqual([row.outcome, row.value], ['failed', 3]);
  });

  it('leave a cell without any trial undecided', () => {
    const built = buildRunResult({ cells: [CELL], thresholds: ['lost == 0'] });
    const [row] = evaluateThresholds({ ...built, trials: [] });
    assert.ok(row);
    assert.equal(reasonOf(row), 'no trial was run');
  });
});

describe('a threshold on a figure', () => {
  it('takes throughput from the saturate phase, and without one from the open-loop phases', () => {
    const saturated = outcome('throughput > 350/s');
    assert.ok(saturated.value !== null && Math.abs(saturated.value - 400) < 12);
    const open: Change = (trial) => ({ ...trial, phases: trial.phases.slice(1) });
    const offered = outcome('throughput > 250/s', {}, open);
    assert.ok(offered.value !== null && Math.abs(offered.value - 280) < 10);
  });

  it('counts the worst repeat, but takes a share over all of them', () => {
    const failures = onLedger({ failed: 30 }, 2);
    assert.equal(outcome('failed <= 30', {}, failures).value, 30);
    const share = outcome('failed <= 1%', {}, failures);
    assert.deepEqual([share.outcome, share.value], ['passed', 30 / 9000]);
    assert.equal(outcome('done_again == 0', {}, onLedger({ doneAgain: 1 })).outcome, 'failed');
  });

  it('takes memory at its peak, also for each worker', () => {
    const cells = [{ ...CELL, workers: 2, memoryBytes: 200 * 2 ** 20 }];
    const whole = outcome('memory < 1GiB', { cells }).value ?? 0;
    assert.ok(whole > 196 * 2 ** 20 && whole < 204 * 2 ** 20);
    assert.equal(outcome('memory_per_worker < 1GiB', { cells }).value, whole / 2);
  });

  it('never passes on the memory or CPU of a fleet that could not be looked at', () => {
    const blind = onPhases((phase) => ({ ...phase, resources: unseen(phase.resources) }));
    for (const metric of ['memory', 'memory_per_worker', 'cpu_per_task']) {
      const row = outcome(`${metric} < ${metric === 'cpu_per_task' ? '2ms' : '512MiB'}`, {}, blind);
      assert.equal(row.value, null);
      assert.equal(reasonOf(row), `${metric} was not measured`);
    }
  });

  it('reads utilization, CPU and slip from the open-loop phases', () => {
    const utilization = outcome('utilization < 90%').value ?? 0;
    assert.ok(utilization > 0.6 && utilization < 0.8);
    assert.equal(outcome('cpu_per_task <= 2ms').outcome, 'passed');
    assert.equal(outcome('p99(slip) < 1ms').outcome, 'passed');
  });
});
