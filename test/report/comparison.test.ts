// Loads side by side: what is in which row and column, what is marked as better, how it looks on a terminal and in Markdown.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderSummaryMarkdown, renderTerminalReport } from '../../src/report/index.ts';
import { answerOf } from '../../src/report/view/answer.ts';
import { viewRun } from '../../src/report/view/cells.ts';
import { comparisonGrids, standouts, type ComparisonGrid } from '../../src/report/view/comparison.ts';
import { makeReport } from '../../src/report/view/report.ts';
import type { CellFigure, RunResult } from '../../src/result/index.ts';
import { buildClosedRun, PEERS, type ClosedRun } from '../fixtures/closed-run.ts';
import { withTrials } from '../fixtures/run-result.ts';
import { matchesGolden } from '../golden/golden.ts';
import { judged } from './rendered.ts';
import { sampleRun } from './sample.ts';

const gridsOf = (result: RunResult, brief = false): readonly ComparisonGrid[] =>
  comparisonGrids(result, viewRun(result).cells, { brief });

const bestOf = ({ rows }: ComparisonGrid): readonly string[] =>
  rows.flatMap(({ entries }) =>
    entries.flatMap(({ best, cell }) => (best && cell !== null ? [cell.label] : [])),
  );

/** One system, as many settings as figures, under one loop. */
const pools = (perSec: readonly number[], other: Partial<ClosedRun> = {}): RunResult =>
  buildClosedRun({
    loads: ['50 outstanding'],
    settings: perSec.map((rate, i) => ({
      system: 'headcount',
      pool: ['solo', 'prefork', 'threads'][i] ?? 'async',
      perSec: [rate],
    })),
    repeats: 3,
    ...other,
  });

/** The throughput of each setting with the interval given. */
function withIntervals(result: RunResult, ends: readonly (readonly [number, number] | null)[]): RunResult {
  const change = (figure: CellFigure, at: number): CellFigure => {
    const span = ends[at];
    if (figure.metric !== 'throughput') return figure;
    if (span === null || span === undefined) return { ...figure, interval: null };
    const [low, high] = span;
    return { ...figure, interval: { low, high, confidence: 0.95, method: 't' } };
  };
  return {
    ...result,
    intervals: result.intervals.map((cell, at) => ({
      ...cell,
      figures: cell.figures.map((figure) => change(figure, at)),
    })),
  };
}

describe('the grids of several systems', () => {
  const grids = gridsOf(buildClosedRun(PEERS));

  it('are one a load, with a column a system and a row a pool, named with the tasks of the load', () => {
    assert.deepEqual(
      grids.map(({ title, columns }) => [title, columns.join()]),
      [
        ['2000 outstanding, nothing: tasks a second', 'headcount,celery,bullmq'],
        ['500 outstanding, compute: tasks a second', 'headcount,celery,bullmq'],
        ['500 outstanding, call-api: tasks a second', 'headcount,celery,bullmq'],
      ],
    );
    assert.deepEqual(
      grids[0]?.rows.map(({ label }) => label),
      ['prefork ×10', 'threads ×10', 'async ×10', 'gevent ×10'],
    );
  });

  it('leave open what a system does not have, and compare only what is beside each other', () => {
    const gevent = grids[0]?.rows.find(({ label }) => label === 'gevent ×10');
    assert.deepEqual(
      gevent?.entries.map(({ text }) => text.replace(/ .*/, '')),
      ['–', '646/s', '–'],
    );
    assert.ok(gevent.entries.every(({ best }) => !best));
  });

  it('mark who is better by more than the intervals leave open', () => {
    assert.deepEqual(grids.map(bestOf), [
      ['headcount prefork ×10', 'headcount threads ×10', 'headcount async ×10'],
      ['headcount threads ×10'],
      [],
    ]);
  });

  it('say why a setting has no figure', () => {
    const settings = PEERS.settings.map((one) =>
      one.system === 'bullmq' ? { ...one, state: 'failed' as const } : one,
    );
    const [first] = gridsOf(buildClosedRun({ ...PEERS, settings }));
    assert.equal(first?.rows[0]?.entries[2]?.text, 'failed');
  });
});

describe('the best of a column', () => {
  const best = (ends: readonly (readonly [number, number] | null)[], perSec: readonly number[]) => {
    const [grid] = gridsOf(withIntervals(pools(perSec), ends));
    assert.ok(grid);
    return bestOf(grid);
  };

  it('is no win when intervals touch', () => {
    assert.deepEqual(
      best(
        [
          [90, 100],
          [101, 120],
        ],
        [95, 110],
      ),
      ['prefork ×10'],
    );
    assert.deepEqual(
      best(
        [
          [90, 101],
          [101, 120],
        ],
        [95, 110],
      ),
      [],
    );
    assert.deepEqual(
      best(
        [
          [90, 105],
          [101, 120],
        ],
        [95, 110],
      ),
      [],
    );
  });

  it('is none when an interval is wanting, though the figure is far ahead', () => {
    assert.deepEqual(best([null, [101, 120]], [95, 110]), []);
    assert.deepEqual(best([[90, 100], null], [95, 9000]), []);
  });

  it('needs another to be better than', () => {
    assert.deepEqual(best([[90, 100]], [95]), []);
  });

  it('of waits is the lowest', () => {
    const result = sampleRun({ repeats: 3 });
    const [grid] = gridsOf(result);
    assert.equal(grid?.title, 'load by load: tasks a second, p95 wait');
    const waits = grid.rows.map(({ entries }) => entries[2]);
    const lowest = Math.min(...waits.flatMap((one) => one?.value ?? []));
    for (const one of waits) assert.ok(one?.best !== true || one.value === lowest);
  });
});

describe('a phase whose steadiness was not judged', () => {
  const base = pools([100, 200]);
  const trials = base.trials.map((trial, i) => ({
    ...trial,
    phases: trial.phases.map((phase) =>
      i === 0
        ? {
            ...phase,
            steadiness: { ...phase.steadiness, verdict: 'not-judged' as const, said: '12 tasks ended' },
          }
        : phase,
    ),
  }));
  const result = withTrials(base, trials);

  it('is marked beside the figure, and the mark explained', () => {
    const texts = gridsOf(result)[0]?.rows.map(({ entries }) => entries[0]?.text ?? '') ?? [];
    assert.match(texts[0] ?? '', /^100\/s \(.*\) \?$/);
    assert.doesNotMatch(texts[1] ?? '', /\?/);
    for (const text of [
      renderTerminalReport(...judged(result), 100),
      renderSummaryMarkdown(...judged(result)),
    ]) {
      assert.match(text, /\? not judged whether it was steady: too few tasks ended/);
    }
    assert.doesNotMatch(renderTerminalReport(...judged(base), 100), /not judged/);
  });
});

describe('the answer of a run that only compares', () => {
  const answer = (result: RunResult) => answerOf(makeReport(...judged(result)));

  it('says what was compared, what stands out, and what a number of workers would need', () => {
    const { kind, headline, reason, confidence } = answer(buildClosedRun(PEERS));
    assert.equal(kind, 'comparison');
    assert.equal(headline, '3 systems in 9 settings compared under 3 loads.');
    assert.equal(
      reason,
      'Clearly best under 2000 outstanding, nothing: headcount async ×10 (54,400/s). ' +
        'Under the other 2 loads no setting is clearly ahead of all the others. ' +
        'No number of workers follows from it: its capacity is not known, which a saturate phase measures (9 settings).',
    );
    assert.equal(confidence, '9 of 9 settings were measured. 27 of 27 trials count.');
  });

  it('claims no winner where there is none', () => {
    assert.match(answer(pools([100, 100])).reason, /^No setting is clearly ahead of all the others\./);
    const { headline, reason } = answer(pools([100]));
    assert.equal(headline, '1 setting measured under 1 load.');
    assert.doesNotMatch(reason, /ahead|best/);
  });

  it('is no comparison when nothing was measured, or a goal was to be planned for', () => {
    const settings = PEERS.settings.map((one) => ({ ...one, state: 'failed' as const }));
    assert.equal(answer(buildClosedRun({ ...PEERS, settings })).kind, 'none');
    const asked = buildClosedRun(PEERS);
    assert.equal(answer({ ...asked, plan: { ...asked.plan, ratePerSec: 500 } }).kind, 'none');
  });

  it('names the load of a standout by what it keeps full', () => {
    const found = standouts(viewRun(sampleRun({ repeats: 3 })).cells);
    assert.deepEqual(found[0]?.load, 'full queue');
  });
});

describe('a comparison in text', () => {
  const rendered = judged(buildClosedRun(PEERS));

  it('fits 80 columns, and has its intervals where there is room', async () => {
    const narrow = renderTerminalReport(...rendered, 80);
    assert.ok(narrow.split('\n').every((line) => [...line].length <= 80));
    await matchesGolden('report/peers-80.txt', `${narrow}\n`);
    await matchesGolden('report/peers-200.txt', `${renderTerminalReport(...rendered, 200)}\n`);
  });

  it('goes into blocks below each other where even the short figures do not fit', () => {
    const text = renderTerminalReport(...rendered, 44);
    assert.ok(text.split('\n').every((line) => [...line].length <= 44));
    for (const system of ['headcount', 'celery', 'bullmq']) {
      assert.match(text, new RegExp(`^  pool .*\\b${system}\\b`, 'm'));
    }
  });

  it('is in the Markdown summary, the best in bold', async () => {
    const text = renderSummaryMarkdown(...rendered);
    assert.match(text, /\| async ×10 \| \*\*54,400\/s \([^|]*\)\*\* \| – \|/);
    await matchesGolden('report/peers.md', text);
  });
});
