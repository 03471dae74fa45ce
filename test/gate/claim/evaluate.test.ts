// Claims held against runs: what holds, what does not, what is left open, and on which figures.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluateClaims, type ClaimOutcome } from '../../../src/gate/index.ts';
import { contrast } from '../../../src/gate/claim/contrast.ts';
import type { PhaseRecord, RunResult, TrialRecord } from '../../../src/result/index.ts';
import { buildRunResult, withTrials, type RunOptions } from '../../fixtures/run-result.ts';

const SLOW = { pool: 'prefork', concurrency: 4, prefetch: 1, capacityPerSec: 100, serviceMeanMs: 20 };
const FAST = { ...SLOW, pool: 'async', capacityPerSec: 400 };
const CELLS = [SLOW, FAST, { ...SLOW, prefetch: 4 }, { ...FAST, prefetch: 4, capacityPerSec: 390 }];

function run(that: string, options: RunOptions = {}): RunResult {
  return buildRunResult({ cells: CELLS, repeats: 3, ...options, claims: [{ says: 'so it is', that }] });
}

function judged(result: RunResult): ClaimOutcome {
  const [outcome, ...more] = evaluateClaims(result);
  assert.ok(outcome !== undefined && more.length === 0);
  return outcome;
}

const changed = (result: RunResult, change: (trial: TrialRecord) => TrialRecord): RunResult =>
  withTrials(result, result.trials.map(change));

const lost = (result: RunResult, ofPool: (pool: string, repeat: number) => number): RunResult =>
  changed(result, (trial) => ({
    ...trial,
    ledger: trial.ledger && {
      ...trial.ledger,
      lost: ofPool(/pool=(\w+)/.exec(trial.cellId)?.[1] ?? '', trial.repeat),
    },
  }));

const growing =
  (pool: string) =>
  (trial: TrialRecord): TrialRecord => {
    const grow = (phase: PhaseRecord): PhaseRecord => ({
      ...phase,
      steadiness: { ...phase.steadiness, verdict: 'unstable' },
    });
    return trial.cellId.includes(pool) ? { ...trial, phases: trial.phases.map(grow) } : trial;
  };

describe('a claim', () => {
  it('holds where every pair of settings shows it, alike in what it does not name', () => {
    const { verdict, pairs } = judged(run('throughput[pool=async] > 2 x throughput[pool=prefork]'));
    assert.equal(verdict, 'holds');
    assert.deepEqual(
      pairs.map(({ left, right }) => [left.cellId, right.cellId]),
      [
        ['pool=async concurrency=4 prefetch=1', 'pool=prefork concurrency=4 prefetch=1'],
        ['pool=async concurrency=4 prefetch=4', 'pool=prefork concurrency=4 prefetch=4'],
      ],
    );
    const [first] = pairs;
    const { value = 0, interval, scale, paired } = first?.contrast ?? {};
    assert.deepEqual([scale, paired, first?.unit, first?.left.repeats], ['ratio', true, 'per-second', 3]);
    assert.ok(value > 3.8 && value < 4.2);
    assert.ok(interval && interval.low < value && value < interval.high);
  });

  it('does not hold where one pair shows the contrary', () => {
    assert.equal(
      judged(run('throughput[pool=async] > 8 x throughput[pool=prefork]')).verdict,
      'does not hold',
    );
    const { verdict, pairs } = judged(run('throughput[pool=async] < 2 x throughput[pool=prefork,async]'));
    assert.equal(verdict, 'does not hold');
    assert.deepEqual(
      pairs.map((pair) => pair.verdict),
      ['does not hold', 'does not hold'],
    );
  });

  it('is undecided where the interval leaves it open', () => {
    const { verdict, pairs } = judged(
      run('throughput[prefetch=1 pool=prefork] > throughput[prefetch=4 pool=prefork]'),
    );
    assert.equal(verdict, 'undecided');
    assert.equal(pairs[0]?.reason, 'the interval leaves it open');
  });

  it('is undecided after one repeat, with its figures', () => {
    const { verdict, pairs } = judged(
      run('throughput[pool=async prefetch=1] > throughput[pool=prefork prefetch=1]', { repeats: 1 }),
    );
    assert.equal(verdict, 'undecided');
    assert.match(pairs[0]?.reason ?? '', /one repeat has no interval/);
    assert.ok((pairs[0]?.contrast?.value ?? 0) > 3 && pairs[0]?.contrast?.interval === null);
  });

  it('compares the loads of one setting', () => {
    const { verdict, pairs } = judged(run('throughput[load=2] < throughput[load=1]'));
    assert.equal(verdict, 'holds');
    assert.equal(pairs.length, CELLS.length);
    assert.deepEqual(
      [pairs[0]?.right.load, pairs[0]?.left.cellId],
      ['queue kept full', pairs[0]?.right.cellId],
    );
  });

  it('compares counts that may be 0 by their difference', () => {
    const some = run('lost[pool=prefork prefetch=1] > lost[pool=async prefetch=1]');
    const more = judged(lost(some, (pool, repeat) => (pool === 'async' ? 0 : 6 + repeat)));
    assert.equal(more.verdict, 'holds');
    assert.deepEqual([more.pairs[0]?.contrast?.scale, more.pairs[0]?.contrast?.value], ['difference', 8]);
    assert.equal(judged(lost(some, () => 0)).verdict, 'does not hold');
  });

  it('reads no figure of a trial that is invalid, and of too few tasks', () => {
    const that = 'p95(wait)[pool=async prefetch=1] < p95(wait)[pool=prefork prefetch=1]';
    const bad = changed(run(that), (trial) =>
      trial.cellId.includes('async') ? { ...trial, state: 'invalid' } : trial,
    );
    const few = run(that, { observations: 15 });
    for (const result of [bad, few]) {
      const { verdict, pairs } = judged(result);
      assert.equal(verdict, 'undecided');
      assert.equal(pairs[0]?.left.value, null);
      assert.match(pairs[0]?.reason ?? '', /no usable trial with enough tasks gives p95\(wait\)/);
    }
  });

  it('trusts a wait under a growing backlog only as far as a longer run would show more', () => {
    const cells = [
      { ...SLOW, waitMeanMs: 200 },
      { ...FAST, waitMeanMs: 5 },
    ];
    const less = run('p95(wait)[pool=async] < p95(wait)[pool=prefork]', { cells });
    assert.equal(judged(changed(less, growing('prefork'))).verdict, 'holds');
    assert.equal(judged(changed(less, growing('async'))).verdict, 'undecided');
    const more = run('p95(wait)[pool=async] > p95(wait)[pool=prefork]', { cells });
    assert.equal(judged(changed(more, growing('prefork'))).verdict, 'does not hold');
    assert.match(judged(changed(more, growing('async'))).pairs[0]?.reason ?? '', /the backlog grew/);
  });

  it('has no pair in a run that left its settings out', () => {
    const { verdict, pairs } = judged(run('throughput[pool=threads] > throughput[pool=prefork]'));
    assert.deepEqual([verdict, pairs], ['undecided', []]);
  });

  it('is refused by its text where a result was changed by hand', () => {
    assert.throws(() => evaluateClaims(run('throughput')), { code: 'BAD_CLAIM' });
  });
});

describe('the contrast of two figures', () => {
  const values = (...list: readonly number[]) => new Map(list.map((value, index) => [index + 1, value]));

  it('is paired where both have the same repeats: what a repeat did to both is no noise', () => {
    const paired = contrast(values(10, 20, 40), values(5, 10, 20), 1);
    assert.ok(paired.paired && Math.abs(paired.value - 2) < 1e-12);
    assert.ok(paired.interval && paired.interval.low > 1.99 && paired.interval.high < 2.01);
  });

  it('is not paired where a repeat is wanting, and then as wide as the repeats are apart', () => {
    const { paired, value, interval } = contrast(values(10, 20, 40), values(5, 10), 1);
    assert.equal(paired, false);
    assert.ok(interval && interval.low < 1 && interval.high > value);
  });
});
