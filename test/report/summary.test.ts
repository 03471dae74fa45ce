// The Markdown summary and the CSV: kept in full, and safe to paste anywhere.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CSV_COLUMNS, renderCsv, renderJson, renderSummaryMarkdown } from '../../src/report/index.ts';
import type { RunResult } from '../../src/result/index.ts';
import { buildRunResult, withTrials } from '../fixtures/run-result.ts';
import { matchesGolden } from '../golden/golden.ts';
import { judged } from './rendered.ts';
import { sampleRun } from './sample.ts';

describe('the Markdown summary', () => {
  it('holds answer, thresholds, table, warnings and machine', async () => {
    await matchesGolden('report/summary.md', renderSummaryMarkdown(...judged(sampleRun({ repeats: 2 }))));
  });

  it('tells what the command line changed, which the scenario text does not', () => {
    const base = buildRunResult();
    const changed = { ...base.scenario, overrides: ['load[0].rate=200/s'], only: ['pool=async'] };
    const text = renderSummaryMarkdown(...judged({ ...base, scenario: changed }));
    assert.ok(text.includes('- changed by --set: load\\[0\\].rate=200/s\n- kept by --only: pool=async\n'));
  });

  it('lets no name break a table or become markup', () => {
    const base = buildRunResult();
    const cells = base.cells.map((cell, i) => ({
      ...cell,
      settings: { ...cell.settings, x: `a|b\n<b>*${i}` },
    }));
    const text = renderSummaryMarkdown(...judged({ ...base, cells }));
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    assert.equal(rows.length, cells.length + 2);
    assert.equal(new Set(rows.map((row) => row.replaceAll('\\|', '').split('|').length)).size, 1);
    assert.doesNotMatch(text, /(?<!\\)<b>/);
  });
});

describe('the CSV', () => {
  it('has one row a trial and phase of every run, all of the same length', () => {
    const runs = [sampleRun({ repeats: 1 }), buildRunResult()];
    const lines = renderCsv(runs).trimEnd().split('\r\n');
    const phases = runs.flatMap((run) => run.trials.map((trial) => Math.max(1, trial.phases.length)));
    assert.equal(lines.length, 1 + phases.reduce((sum, count) => sum + count, 0));
    assert.ok(lines.every((line) => line.split(',').length === CSV_COLUMNS.length));
  });

  it('leaves waits empty where the queue was kept full or grew, and percentiles of too few tasks', () => {
    const columnsOf = (run: RunResult, phase: string) => {
      const [head = [], ...rows] = renderCsv([run])
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','));
      const at = (name: string): number => head.indexOf(name);
      const row = rows.find((one) => one[at('phase')] === phase) ?? [];
      return ['wait_p95_ms', 'wait_mean_ms', 'end_to_end_p95_ms', 'service_p95_ms', 'service_p99_ms'].map(
        (name) => (row[at(name)] ?? '') !== '',
      );
    };
    const run = buildRunResult({ observations: 100 });
    assert.deepEqual(columnsOf(run, 'saturate'), [false, false, false, true, true]);
    assert.deepEqual(columnsOf(run, 'utilization'), [true, true, true, true, false]);
    const grown = withTrials(
      run,
      run.trials.map((trial) => ({
        ...trial,
        phases: trial.phases.map((phase) => ({
          ...phase,
          steadiness: { ...phase.steadiness, verdict: 'unstable' as const },
        })),
      })),
    );
    assert.deepEqual(columnsOf(grown, 'utilization'), [false, false, false, true, false]);
  });

  it('leaves figures of a failed trial empty', () => {
    const failed = renderCsv([sampleRun({ repeats: 1 })])
      .split('\r\n')
      .filter((line) => line.startsWith('quickstart,') && line.includes(',failed,'));
    assert.equal(failed.length, 1);
    assert.match(failed[0] ?? '', /,{20,}/);
  });

  it('quotes what needs quotes and disarms what a spreadsheet would compute', () => {
    const base = buildRunResult();
    const text = renderCsv([{ ...base, scenario: { ...base.scenario, name: '=1+1,"x"' } }]);
    assert.match(text, /\r\n"'=1\+1,""x""",/);
  });
});

describe('the report as JSON', () => {
  it('is one document with an entry for every run', () => {
    const [result, plan, outcomes] = judged(buildRunResult({ thresholds: ['lost == 0'] }));
    const parsed: unknown = JSON.parse(renderJson([{ result, plan, outcomes }]));
    assert.ok(
      typeof parsed === 'object' && parsed !== null && 'reports' in parsed && Array.isArray(parsed.reports),
    );
    assert.equal(parsed.reports.length, 1);
  });
});
