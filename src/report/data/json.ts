// The report as data: answer, verdicts, warnings and the figures of every setting, as the page shows them.

import type { Plan } from '../../capacity/index.ts';
import { evaluateClaims, type ThresholdOutcome } from '../../gate/index.ts';
import type { RunResult } from '../../result/index.ts';
import { answerOf } from '../view/answer.ts';
import type { CellView } from '../view/cells.ts';
import { faultsOf } from '../view/faults.ts';
import { growthOf } from '../view/growth.ts';
import { settingLimit } from '../view/limits.ts';
import type { LoadView } from '../view/load.ts';
import { flowOf } from '../view/part-times.ts';
import { makeReport } from '../view/report.ts';
import { queueOf, resourcesOf } from '../view/resources.ts';
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
    claims: evaluateClaims(result),
    warnings: collectWarnings(report),
    cells: report.run.cells.map(cellOf),
    environment,
    broker,
  };
}

function cellOf(cell: CellView) {
  const { trials, series, rowLabel: _, warnings: __, full, load, loads: ___, phases, ...rest } = cell;
  return {
    ...rest,
    series: series.name,
    trialsMeasured: trials.length,
    load: load === null ? null : loadOf(load),
    full: full === null ? null : loadOf(full),
    phases: phases.map(loadOf),
    limit: settingLimit(cell),
    taskTime: flowOf(cell),
    resources: resourcesOf(cell),
    queue: queueOf(cell),
    growth: growthOf([cell]),
    faults: faultsOf(cell).map(({ cell: ____, ...fault }) => fault),
  };
}

// The phases themselves are in the result file.
function loadOf({ phases, warnings: _, ...load }: LoadView) {
  return {
    ...load,
    steadiness: phases.map(({ steadiness }) => steadiness),
    searches: phases.flatMap(({ search }) => search ?? []),
  };
}
