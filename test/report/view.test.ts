// How a run is read before anything is drawn: names, colours, the load compared in, the interval.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { viewRun } from '../../src/report/view/cells.ts';
import { intervalText } from '../../src/report/view/figure-text.ts';
import { valueOf } from '../../src/report/view/figure.ts';
import { labelCells } from '../../src/report/view/labels.ts';
import { chooseLoad } from '../../src/report/view/load.ts';
import { refusalNotes } from '../../src/report/view/columns.ts';
import { faultsOf } from '../../src/report/view/faults.ts';
import { flowOf } from '../../src/report/view/part-times.ts';
import { orderSeries, seriesOfCells } from '../../src/report/view/series.ts';
import { legend } from '../../src/report/html/part.ts';
import { logDomain, logTicks } from '../../src/report/charts/log-ticks.ts';
import { LatencyHistogram } from '../../src/measure/index.ts';
import { renderJson, writeHtmlReport } from '../../src/report/index.ts';
import { figureOf, toHistogramRecord, type PhaseRecord, type RunResult } from '../../src/result/index.ts';
import { buildClosedRun, PEERS } from '../fixtures/closed-run.ts';
import { buildRunResult, withTrials } from '../fixtures/run-result.ts';
import { judged } from './rendered.ts';
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
  it('are the same for a pool in every system, which its shape and dashes tell apart', () => {
    const all = [...seriesOfCells(buildClosedRun(PEERS)).values()];
    const looks = all.map(({ color, mark }) => `${color} ${mark.shape} ${mark.dash.join(' ')}`);
    assert.equal(new Set(looks).size, PEERS.settings.length);
    const colorsOf = (wanted: string) =>
      new Set(all.filter(({ pool }) => pool === wanted).map(({ color }) => color));
    for (const pool of ['prefork', 'threads', 'async']) assert.equal(colorsOf(pool).size, 1);
    assert.equal(new Set(all.map(({ color }) => color)).size, 4);
    const shapesOf = (wanted: string) =>
      new Set(all.filter(({ system }) => system === wanted).map(({ mark }) => mark.shape));
    for (const system of ['headcount', 'celery', 'bullmq']) assert.equal(shapesOf(system).size, 1);
    assert.equal(new Set(all.map(({ mark }) => mark.shape)).size, 3);
  });

  it('and shapes are both in the legend, in the order of the systems and of people’s lists', () => {
    const series = orderSeries(seriesOfCells(buildClosedRun(PEERS)).values());
    const names = series.map(({ name }) => name);
    assert.deepEqual(names.slice(0, 5), [
      'headcount prefork',
      'headcount threads',
      'headcount async',
      'celery prefork',
      'celery threads',
    ]);
    const text = legend(series).text;
    assert.match(text, /<i class="circle" style="background:var\(--c2\)"><\/i>headcount prefork/);
    assert.match(text, /<i class="square" style="background:var\(--c2\)"><\/i>celery prefork/);
    const own = seriesOfCells(buildRunResult());
    assert.doesNotMatch(legend(orderSeries(own.values())).text, /class="circle"/);
  });

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
    assert.equal(new Set(series.map(({ mark }) => mark.shape)).size, 2);
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

describe('the parts of a task’s time', () => {
  // Acked before they run, no task has a settle time.
  const early = (): RunResult => {
    const base = sampleRun({ repeats: 1 });
    const none = toHistogramRecord(LatencyHistogram.create());
    const trials = base.trials.map((trial) => ({
      ...trial,
      phases: trial.phases.map((phase) =>
        phase.flow === null
          ? phase
          : { ...phase, flow: { ...phase.flow, total: { ...phase.flow.total, settle: none } } },
      ),
    }));
    return withTrials(base, trials);
  };

  it('leave out a part that no task had: null, a dash, nothing drawn', async () => {
    const run = early();
    const flow = flowOf(viewRun(run).cells[0] ?? assert.fail());
    assert.equal(flow?.total.meansMs[4], null);
    assert.equal(typeof flow.total.meansMs[3], 'number');
    const [result, plan, outcomes] = judged(run);
    assert.match(renderJson([{ result, plan, outcomes }]), /"meansMs": \[(\s*[\d.e-]+,){4}\s*null\s*\]/);
    const page = await writeHtmlReport(...judged(run));
    const part = /<section class="part" id="task-time"[^]*?<\/section>/.exec(page)?.[0] ?? '';
    const [bySetting = ''] = part.split('By task type');
    assert.match(bySetting, /, service: /);
    assert.doesNotMatch(bySetting, /, settle: /);
    const table = /<section class="part" id="table"[^]*?<\/section>/.exec(page)?.[0] ?? '';
    assert.match(table, />reserved wait</);
    assert.doesNotMatch(table, />settle</);
  });
});

describe('notes on refused figures', () => {
  it('are one a marker, true of every row that has it', () => {
    const notes = refusalNotes(viewRun(sampleRun({ repeats: 1, observations: 50 })).cells);
    assert.deepEqual(notes, [
      'n < 72: p95 needs 72 observations; a figure of fewer would mislead.',
      'n < 368: p99 needs 368 observations; a figure of fewer would mislead.',
    ]);
  });
});

describe('recovery over repeats', () => {
  it('has the median of an even number between the middle two', () => {
    const base = buildRunResult({ repeats: 4 });
    const recoveries = [100, 200, 400, 900];
    const trials = base.trials.map((trial) => ({
      ...trial,
      faults: trial.faults.map((fault) => ({ ...fault, recoveryMs: recoveries[trial.repeat - 1] ?? null })),
    }));
    const [cell] = viewRun(withTrials(base, trials)).cells;
    const [fault] = faultsOf(cell ?? assert.fail());
    assert.equal(fault?.recoveryMs, 300);
    assert.equal(fault.recovery, '300 ms (100 ms to 900 ms)');
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
