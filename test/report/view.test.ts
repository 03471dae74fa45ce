// How a run is read before anything is drawn: names, colours, the load compared in, the interval.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { viewRun } from '../../src/report/view/cells.ts';
import { intervalText } from '../../src/report/view/figure-text.ts';
import { valueOf } from '../../src/report/view/figure.ts';
import { labelCells } from '../../src/report/view/labels.ts';
import { chooseLoad } from '../../src/report/view/load.ts';
import { seriesOfCells } from '../../src/report/view/series.ts';
import { logDomain, logTicks } from '../../src/report/charts/log-ticks.ts';
import { figureOf, type PhaseRecord } from '../../src/result/index.ts';
import { buildRunResult, withTrials } from '../fixtures/run-result.ts';
import { sampleRun } from './sample.ts';

describe('names of settings', () => {
  it('leave out what is the same everywhere', () => {
    const base = buildRunResult({
      cells: [1, 2].map((concurrency) => ({
        pool: 'async',
        concurrency,
        prefetch: 4,
        capacityPerSec: 10,
        serviceMeanMs: 5,
      })),
    });
    const { byCell, rowTitle } = labelCells(base);
    assert.deepEqual(
      [...byCell.values()].map(({ full }) => full),
      ['async ×1', 'async ×2'],
    );
    assert.equal(rowTitle, 'concurrency');
  });

  it('name every other value that the matrix varies, and no limit as ∞', () => {
    const base = buildRunResult({
      cells: [0, 1].map((prefetch) => ({
        pool: 'threads',
        concurrency: 2,
        prefetch,
        capacityPerSec: 10,
        serviceMeanMs: 5,
      })),
    });
    const cells = base.cells.map((cell, i) => ({ ...cell, settings: { ...cell.settings, payload: i } }));
    const labels = [...labelCells({ ...base, cells }).byCell.values()].map(({ full }) => full);
    assert.deepEqual(labels, ['threads ×2, prefetch ∞, payload 0', 'threads ×2, prefetch 1, payload 1']);
  });
});

describe('colours', () => {
  it('of the four pools are the same whichever of them a run has', () => {
    const of = (pools: readonly string[]) => {
      const cells = pools.map((pool) => ({
        pool,
        concurrency: 1,
        prefetch: 1,
        capacityPerSec: 1,
        serviceMeanMs: 1,
      }));
      return new Map(
        [...seriesOfCells(buildRunResult({ cells })).values()].map(({ name, color }) => [name, color]),
      );
    };
    assert.equal(of(['async']).get('async'), of(['solo', 'prefork', 'threads', 'async']).get('async'));
    assert.equal(of(['prefork', 'gevent']).get('prefork'), 'var(--c2)');
    assert.notEqual(of(['prefork', 'gevent']).get('gevent'), 'var(--c2)');
  });

  it('tell systems apart', () => {
    const base = buildRunResult();
    const cells = base.cells.map((cell, i) => ({
      ...cell,
      system: i < 2 ? ('celery' as const) : cell.system,
    }));
    const series = [...seriesOfCells({ ...base, cells }).values()];
    assert.equal(new Set(series.map(({ color }) => color)).size, series.length);
    assert.ok(series.some(({ name }) => name === 'celery prefork'));
  });
});

describe('the load that settings are compared in', () => {
  it('is the busiest that did not build up a backlog', () => {
    const base = sampleRun({ repeats: 1 });
    assert.equal(chooseLoad(base), 3);
    const grew = (phase: PhaseRecord): PhaseRecord => ({
      ...phase,
      steadiness: { ...phase.steadiness, verdict: 'unstable' },
    });
    const trials = base.trials.map((trial) => ({
      ...trial,
      phases: trial.phases.map((phase, i) => (i === 3 ? grew(phase) : phase)),
    }));
    assert.equal(chooseLoad({ ...base, trials }), 2);
  });
});

describe('a cell over its repeats', () => {
  it('counts only measured trials', () => {
    const { cells } = viewRun(sampleRun());
    const partly = cells.find((cell) => cell.trials.length < cell.trialsRun);
    assert.equal(partly?.trials.length, 2);
    assert.equal(partly.state, 'measured');
    assert.equal(partly.ledger?.balanced, true);
  });

  it('takes its figures and their intervals from the result, none where no trial counts', () => {
    const run = sampleRun();
    const cell = viewRun(run).cells.find(({ label }) => label === 'async ×4, prefetch 4');
    assert.ok(cell?.capacity);
    const figure = figureOf(run.intervals, cell.id, 'capacity', null);
    assert.ok(figure);
    assert.equal(cell.capacity.value, figure.value);
    assert.equal(cell.capacity.low, figure.interval?.low);
    assert.equal(cell.load?.wait.p95?.kind, 'value');
    const invalid = run.trials.map((trial) => ({ ...trial, state: 'invalid' as const }));
    const [none] = viewRun({ ...run, trials: invalid }).cells;
    assert.ok(none);
    assert.deepEqual([none.state, none.capacity, none.memory, none.load], ['invalid', null, null, null]);
  });

  it('has no figure where a percentile is refused, but says what would give one', () => {
    const few = viewRun(sampleRun({ repeats: 1, observations: 100 })).cells[0]?.load?.wait;
    assert.equal(few?.p95?.kind, 'value');
    assert.ok(few?.p99?.kind === 'refused');
    assert.equal(few.p99.text, 'p99 needs 368 observations, 100 were made');
    assert.equal(few.p99.short, 'n < 368');
    assert.equal(valueOf(few.p99), null);
  });

  it('shows how fast the backlog grew in place of waits, and keeps the service time', () => {
    const base = sampleRun({ repeats: 1 });
    const drift = { tasksPerSec: 12, lowPerSec: 10, highPerSec: 14, confidence: 0.99, excessRatio: 0.1 };
    const grew = (phase: PhaseRecord): PhaseRecord => ({
      ...phase,
      steadiness: { ...phase.steadiness, verdict: 'unstable', drift },
    });
    const trials = base.trials.map((trial) => ({
      ...trial,
      phases: trial.phases.map((phase, i) => (i > 1 ? grew(phase) : phase)),
    }));
    const load = viewRun(withTrials(base, trials)).cells[0]?.load;
    assert.ok(load?.wait.p95?.kind === 'refused');
    assert.equal(load.wait.p95.short, 'grows 12/s');
    assert.match(load.wait.p95.text, /^the backlog grew by 12\/s \(10 to 14\)/);
    assert.equal(load.service.p95?.kind, 'value');
  });
});

describe('a figure in words', () => {
  it('names the unit once where both ends have it', () => {
    assert.equal(intervalText('per-second', { value: 420, low: 411, high: 430 }), '420/s (411 to 430)');
    assert.equal(intervalText('ms', { value: 1, low: 0.98, high: 1.2 }), '1 ms (980 µs to 1.2 ms)');
    assert.equal(intervalText('ms', { value: 12, low: 0, high: 30 }), '12 ms (0 to 30)');
    assert.equal(intervalText('bytes', { value: 2 ** 20, low: null, high: null }), '1 MiB');
    assert.equal(intervalText('ratio', { value: 0.5, low: 0.4, high: 0.6 }), '50 % (40 to 60)');
  });
});

describe('a log axis', () => {
  it('ends at 1, 2 or 5 of a decade around the values', () => {
    assert.deepEqual(logDomain([3, 450]), [2, 500]);
    assert.deepEqual(logDomain([0.5, 0.6]), [0.5, 2.5]);
    assert.deepEqual(logDomain([]), [1, 10]);
  });

  it('has no more ticks than there is room for, and at least two', () => {
    assert.deepEqual(logTicks([1, 100], 8), [1, 2, 5, 10, 20, 50, 100]);
    assert.deepEqual(logTicks([1, 100], 3), [1, 10, 100]);
    assert.ok(logTicks([1e-3, 1e6], 4).length <= 4);
  });
});
