// The gate on closed loops: each is a load of its own, compared and held to thresholds by itself.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareRuns, evaluateThresholds, gate, type Comparison } from '../../src/gate/index.ts';
import { renderGateJunit, renderGateMarkdown, renderGateText } from '../../src/report/index.ts';
import type { RunResult } from '../../src/result/index.ts';
import { buildClosedRun } from '../fixtures/closed-run.ts';
import { matchesGolden } from '../golden/golden.ts';

const LOADS = ['2000 outstanding, nothing', '500 outstanding, compute'];

const run = (perSec: readonly number[], thresholds: readonly string[] = [], repeats = 6): RunResult =>
  buildClosedRun({
    loads: LOADS,
    settings: [{ system: 'headcount', pool: 'async', perSec }],
    thresholds,
    repeats,
  });

const throughputs = (base: RunResult, candidate: RunResult): readonly Comparison[] =>
  compareRuns(base, candidate).comparisons.filter(({ metric }) => metric === 'throughput');

describe('closed loops against a baseline', () => {
  it('are compared each by itself: one collapses, the other stays', () => {
    const rows = throughputs(run([50_000, 300]), run([5000, 300]));
    assert.deepEqual(
      rows.map(({ load, verdict }) => [load, verdict]),
      [
        [LOADS[0], 'regressed'],
        [LOADS[1], 'equivalent'],
      ],
    );
  });

  it('are undecided where one run lacks a loop, and told apart where two are called the same', () => {
    const base = run([50_000, 300]);
    const shorter = buildClosedRun({
      loads: LOADS.slice(0, 1),
      settings: [{ system: 'headcount', pool: 'async', perSec: [50_000] }],
      repeats: 6,
    });
    assert.deepEqual(
      throughputs(base, shorter).map(({ verdict }) => verdict),
      ['equivalent', 'undecided'],
    );
    const alike = (perSec: readonly number[]): RunResult =>
      buildClosedRun({
        loads: ['50 outstanding', '50 outstanding'],
        settings: [{ system: 'headcount', pool: 'async', perSec }],
        repeats: 6,
      });
    assert.deepEqual(
      throughputs(alike([100, 900]), alike([100, 100])).map(({ load, verdict }) => [load, verdict]),
      [
        ['50 outstanding', 'equivalent'],
        ['50 outstanding (2)', 'regressed'],
      ],
    );
  });

  it('fail the gate, which names the loop in every form of its answer', async () => {
    const question = { result: run([5000, 300]), baseline: run([50_000, 300]) };
    const outcome = gate(question);
    assert.equal(outcome.state, 'failed');
    assert.match(renderGateMarkdown(outcome, question), /regressed \| .*2000 outstanding, nothing/);
    assert.match(renderGateJunit(outcome, question), /name="throughput under 2000 outstanding, nothing"/);
    await matchesGolden('gate/closed.txt', renderGateText(outcome, question));
  });
});

describe('a threshold on throughput without a saturate phase or a schedule', () => {
  const outcomeOf = (perSec: readonly number[], threshold: string) =>
    evaluateThresholds(run(perSec, [threshold]))[0];

  it('must hold under the slowest loop when it is a lower limit', () => {
    const failed = outcomeOf([50_000, 300], 'throughput > 1000/s');
    assert.equal(failed?.outcome, 'failed');
    assert.ok(Math.abs(failed.value - 300) < 1);
    assert.equal(outcomeOf([50_000, 3000], 'throughput > 1000/s')?.outcome, 'passed');
  });

  it('must hold under the fastest when it is an upper one', () => {
    assert.equal(outcomeOf([50_000, 300], 'throughput < 1000/s')?.outcome, 'failed');
  });

  it('has the interval of the loop that decides', () => {
    const interval = outcomeOf([50_000, 300], 'throughput > 1000/s')?.interval;
    assert.ok(interval !== null && interval !== undefined);
    assert.ok(interval.low < 300 && interval.high > 300 && interval.high < 400);
  });
});
