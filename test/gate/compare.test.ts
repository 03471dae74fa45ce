// A run against its baseline: verdicts that the data earn, and the false alarms they cost.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareRuns, describeDifference, GATING_METRICS, type Comparison } from '../../src/gate/index.ts';
import { changeRatio, effect, floorOf } from '../../src/gate/compare/effect.ts';
import { judgeEffect } from '../../src/gate/compare/judge.ts';
import { random } from '../../src/stats/index.ts';
import type { PhaseRecord, RunResult } from '../../src/result/index.ts';
import {
  buildRunResult,
  cellId,
  withTrials,
  type CellFigures,
  type RunOptions,
} from '../fixtures/run-result.ts';

const CELL = { pool: 'async', concurrency: 8, prefetch: 4, capacityPerSec: 400, serviceMeanMs: 20 };

const run = (seed: number, repeats: number, cell: Partial<CellFigures> = {}, options: RunOptions = {}) =>
  buildRunResult({ cells: [{ ...CELL, ...cell }], seed, repeats, ...options });

const named = (...names: readonly string[]) => GATING_METRICS.filter(({ name }) => names.includes(name));

function verdictOf(comparisons: readonly Comparison[], metric: string): Comparison {
  const found = comparisons.find((row) => row.metric === metric);
  assert.ok(found, metric);
  return found;
}

const DRIFT = { tasksPerSec: 12, lowPerSec: 10, highPerSec: 14, confidence: 0.99, excessRatio: 0.1 };

const SEARCH = {
  slo: 'p95(wait) < 50ms',
  saturationPerSec: 500,
  lowPerSec: 390,
  highPerSec: 410,
  probes: [],
};

const changed = (result: RunResult, change: (phase: PhaseRecord) => PhaseRecord): RunResult =>
  withTrials(
    result,
    result.trials.map((trial) => ({ ...trial, phases: trial.phases.map(change) })),
  );

describe('a comparison', () => {
  it('finds a quarter less throughput regressed, and more of it improved', () => {
    const base = run(1, 6);
    const slower = compareRuns(base, run(2, 6, { capacityPerSec: 300 }));
    assert.equal(verdictOf(slower.comparisons, 'throughput').verdict, 'regressed');
    assert.equal(verdictOf(slower.comparisons, 'memory').verdict, 'equivalent');
    const faster = compareRuns(base, run(2, 6, { capacityPerSec: 500 }));
    assert.equal(verdictOf(faster.comparisons, 'throughput').verdict, 'improved');
  });

  it('finds longer bodies and longer waits regressed', () => {
    const { comparisons } = compareRuns(run(1, 6), run(2, 6, { serviceMeanMs: 28 }));
    for (const metric of ['p50(service)', 'p50(end_to_end)', 'p95(end_to_end)', 'p50(wait)', 'p95(wait)']) {
      assert.equal(verdictOf(comparisons, metric).verdict, 'regressed', metric);
    }
    const { effect: found } = verdictOf(comparisons, 'p50(service)');
    assert.ok(found?.interval);
    assert.ok(found.interval.low < 0.4 && found.interval.high > 0.38, JSON.stringify(found));
  });

  it('with three and three repeats is undecided whatever they show, and says what would do', () => {
    const { comparisons } = compareRuns(run(1, 3), run(2, 3, { capacityPerSec: 100 }));
    const row = verdictOf(comparisons, 'throughput');
    assert.equal(row.verdict, 'undecided');
    assert.equal(
      row.verdict === 'undecided' && row.reason,
      '3 + 3 repeats cannot reach p <= 0.05; 4 + 4 can, 6 + 6 after Holm over 9 tests',
    );
    assert.equal(row.verdict === 'undecided' && row.repeatsNeeded, 6);
  });

  it('with four and four repeats can decide one metric', () => {
    const { comparisons, tests } = compareRuns(
      run(1, 4),
      run(2, 4, { capacityPerSec: 300 }),
      named('throughput'),
    );
    assert.equal(tests, 1);
    const row = verdictOf(comparisons, 'throughput');
    assert.equal(row.verdict, 'regressed');
    assert.ok(Math.abs((row.effect?.p ?? 0) - 2 / 70) < 1e-12);
  });

  it('does not fail a build for microseconds', () => {
    const tiny = { serviceMeanMs: 0.4, waitMeanMs: 0.05 };
    const { comparisons } = compareRuns(run(1, 6, tiny), run(2, 6, { ...tiny, waitMeanMs: 0.08 }));
    const row = verdictOf(comparisons, 'p50(wait)');
    assert.ok(row.effect !== null && row.effect.changeRatio > 0.4);
    assert.equal(row.verdict, 'equivalent');
  });

  it('names the cells that one run lacks, and the trials it could not use', () => {
    const other = { ...CELL, concurrency: 16 };
    const base = buildRunResult({ cells: [CELL, other], repeats: 4 });
    const candidate = run(2, 4);
    const broken = {
      ...candidate,
      trials: candidate.trials.map((trial, i) => (i === 0 ? { ...trial, state: 'invalid' as const } : trial)),
    };
    const found = compareRuns(base, broken);
    assert.deepEqual(found.onlyInBase, [cellId(other)]);
    assert.deepEqual(found.unusable, [{ run: 'candidate', cellId: cellId(CELL), unusable: 1, trials: 4 }]);
    assert.deepEqual(compareRuns(candidate, base).onlyInCandidate, [cellId(other)]);
  });

  it('leaves out what neither run measures, but not what one of them lacks', () => {
    const base = run(1, 4);
    const saturateOnly = {
      ...base,
      trials: base.trials.map((trial) => ({ ...trial, phases: trial.phases.slice(0, 1) })),
    };
    const metrics = compareRuns(saturateOnly, saturateOnly).comparisons.map(({ metric }) => metric);
    assert.deepEqual(metrics, ['throughput', 'memory']);
    const row = verdictOf(compareRuns(base, saturateOnly).comparisons, 'p95(wait)');
    assert.equal(row.verdict, 'undecided');
  });

  it('needs a task beyond the percentile in every trial', () => {
    const few = { observations: 99 };
    const { comparisons } = compareRuns(run(1, 4, {}, few), run(2, 4, {}, few));
    const row = verdictOf(comparisons, 'p99(wait)');
    assert.equal(row.effect, null);
    assert.equal(
      row.verdict === 'undecided' && row.reason,
      'no usable trial with at least 100 tasks in one of the runs',
    );
    assert.notEqual(verdictOf(comparisons, 'p95(wait)').effect, null);
  });

  it('says loudly when machine, broker or workload differ', () => {
    const base = run(1, 4);
    const elsewhere = {
      ...base,
      seed: 9,
      environment: { ...base.environment, hostname: 'laptop' },
      broker: { ...base.broker, kind: 'embedded' as const },
    };
    const found = compareRuns(base, elsewhere).differences.map(({ what, loud }) => [what, loud]);
    assert.deepEqual(found, [
      ['machine', true],
      ['broker', true],
      ['seed', false],
    ]);
    assert.deepEqual(compareRuns(base, base).differences, []);
  });
});

describe('a backlog that grew', () => {
  const unstable = (result: RunResult): RunResult =>
    changed(result, (phase) =>
      phase.phase === 'utilization'
        ? { ...phase, steadiness: { ...phase.steadiness, verdict: 'unstable', drift: DRIFT } }
        : phase,
    );
  const calm = run(1, 6);
  const slow = unstable(run(2, 6, { waitMeanMs: 400 }));

  it('in the run alone is a regression where its waits are longer already', () => {
    const { comparisons } = compareRuns(calm, slow);
    assert.equal(verdictOf(comparisons, 'p95(wait)').verdict, 'regressed');
    assert.equal(verdictOf(comparisons, 'p50(service)').verdict, 'equivalent');
  });

  it('shows nothing where they are not: no figure, and the reason', () => {
    const row = verdictOf(compareRuns(calm, unstable(run(2, 6))).comparisons, 'p95(wait)');
    assert.equal(row.effect, null);
    assert.match(row.verdict === 'undecided' ? row.reason : '', /^the backlog grew by 12\/s: waits describe/);
  });

  it('in the baseline leaves nothing to compare with', () => {
    const row = verdictOf(
      compareRuns(slow, unstable(run(3, 6, { waitMeanMs: 900 }))).comparisons,
      'p95(wait)',
    );
    assert.equal(row.effect, null);
    assert.match(row.verdict === 'undecided' ? row.reason : '', /^the backlog grew.*\(in the baseline\)$/);
  });
});

describe('a capacity search', () => {
  // Its figures are at a rate of its own; the rate is what compares.
  const searched = (result: RunResult, ratePerSec: number | null): RunResult =>
    changed(result, (phase) =>
      phase.phase === 'utilization'
        ? { ...phase, phase: 'search', search: { ...SEARCH, ratePerSec } }
        : phase,
    );

  it('is compared by the rate it found, and no latency of it at all', () => {
    const { comparisons } = compareRuns(searched(run(1, 6), 400), searched(run(2, 6), 200));
    assert.deepEqual(
      comparisons.map(({ metric, verdict }) => [metric, verdict]),
      [
        ['throughput', 'equivalent'],
        ['search', 'regressed'],
        ['memory', 'equivalent'],
      ],
    );
  });

  it('that found no rate is undecided', () => {
    const { comparisons } = compareRuns(searched(run(1, 6), 400), searched(run(2, 6), null));
    assert.equal(verdictOf(comparisons, 'search').verdict, 'undecided');
  });
});

describe('the load as a difference', () => {
  const scheduled = (label: string, offeredPerSec: number): RunResult =>
    changed(run(1, 4), (phase) =>
      phase.phase === 'utilization' ? { ...phase, phase: 'rate', label, offeredPerSec } : phase,
    );
  const loud = (base: RunResult, candidate: RunResult) =>
    compareRuns(base, candidate)
      .differences.filter((one) => one.loud)
      .map(describeDifference);

  it('is loud when a rate, or what the load is like, was another', () => {
    assert.deepEqual(loud(scheduled('poisson 100/s', 100), scheduled('poisson 200/s', 200)), [
      'load differs: saturate queue kept full, then rate poisson 100/s against saturate queue kept full, then rate poisson 200/s',
    ]);
    assert.equal(loud(scheduled('2 streams', 100), scheduled('2 streams', 200)).length, 1);
  });

  it('is none when the same share of the capacity was another rate', () => {
    assert.deepEqual(loud(run(1, 4), run(2, 4, { capacityPerSec: 300 })), []);
  });

  it('comes with what was set on the command line', () => {
    const base = run(1, 4);
    const candidate = { ...base, scenario: { ...base.scenario, overrides: ['load[0].rate=200/s'] } };
    assert.deepEqual(compareRuns(base, candidate).differences.map(describeDifference), [
      '--set differs: nothing against load[0].rate=200/s',
    ]);
  });
});

describe('false alarms', () => {
  it('stay within the nominal share when nothing changed, even with no floor to hide behind', () => {
    const [metric] = named('throughput');
    assert.ok(metric);
    const source = random(5);
    // A skewed law with 20 % spread: log-normal by the sum of twelve.
    const draw = (): number =>
      Math.exp(0.2 * (Array.from({ length: 12 }, () => source.next()).reduce((a, b) => a + b, 0) - 6));
    const rounds = 1500;
    let regressed = 0;
    for (let round = 0; round < rounds; round++) {
      const found = effect(metric, Array.from({ length: 5 }, draw), Array.from({ length: 6 }, draw));
      assert.ok(found);
      if (judgeEffect(found, { worse: 1e-9, better: 1e-9 }, found.p, 1).verdict === 'regressed') regressed++;
    }
    // One side of a 5 % test, plus three standard errors of the count.
    const most = rounds * 0.025 + 3 * Math.sqrt(rounds * 0.025 * 0.975);
    assert.ok(regressed <= most, `${regressed} of ${rounds}`);
    assert.ok(regressed > rounds * 0.005, `${regressed} of ${rounds}: the test has no power left`);
  });

  it('are rare over whole runs of the same law, all metrics together', () => {
    const noisy = { noiseRatio: 0.15, observations: 120 };
    const alarms = Array.from({ length: 60 }, (_, round) =>
      compareRuns(run(2 * round + 1, 6, {}, noisy), run(2 * round + 2, 6, {}, noisy)).comparisons.some(
        ({ verdict }) => verdict === 'regressed',
      ),
    ).filter(Boolean).length;
    assert.ok(alarms <= 5, `${alarms} of 60 comparisons of equal runs alarmed`);
  });
});

describe('a floor', () => {
  it('is a share of the baseline or an amount, whichever is larger, in the direction of the metric', () => {
    const [throughput] = named('throughput');
    const [wait] = named('p50(wait)');
    assert.ok(throughput && wait);
    const close = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-12);
    close(changeRatio(throughput, floorOf(throughput, 1000).worse), -0.03);
    close(changeRatio(throughput, -floorOf(throughput, 1000).better), 0.03);
    close(changeRatio(wait, floorOf(wait, 100).worse), 0.05);
    close(changeRatio(wait, floorOf(wait, 1).worse), 0.2);
    assert.equal(floorOf(wait, 0.1).better, Infinity);
  });
});
