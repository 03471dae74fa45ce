// The report as data: answer, verdicts, warnings and the figures of every setting, as the page shows them.

import type { Plan } from '../../capacity/index.ts';
import type { ThresholdOutcome } from '../../gate/index.ts';
import type { RunResult } from '../../result/index.ts';
import { answerOf } from '../view/answer.ts';
import type { CellView } from '../view/cells.ts';
import { makeReport } from '../view/report.ts';
import { collectWarnings } from '../view/warnings.ts';

export interface ReportedRun {
  readonly result: RunResult;
  readonly plan: Plan;
  readonly outcomes: readonly ThresholdOutcome[];
}

/** One JSON document: {"reports": [...]}, one entry a run. */
export function renderJson(runs: readonly ReportedRun[]): string {
  return `${JSON.stringify({ reports: runs.map(reportOf) }, null, 2)}\n`;
}

function reportOf({ result, plan, outcomes }: ReportedRun) {
  const report = makeReport(result, plan, outcomes);
  const { scenario, startedAt, finishedAt, outcome, environment, broker } = result;
  return {
    scenario: scenario.name,
    startedAt,
    finishedAt,
    outcome,
    answer: answerOf(report),
    plan,
    thresholds: outcomes,
    warnings: collectWarnings(report),
    cells: report.run.cells.map(cellOf),
    environment,
    broker,
  };
}

function cellOf({ trials, series, rowLabel: _, warnings: __, ...cell }: CellView) {
  return { ...cell, series: series.name, trialsMeasured: trials.length };
}
