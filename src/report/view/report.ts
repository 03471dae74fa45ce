// Everything a rendering starts from: the result, the plan, the verdicts, and the run as views of its cells.

import type { Plan, SizedSetting } from '../../capacity/index.ts';
import type { ThresholdOutcome } from '../../gate/index.ts';
import { aggregateName, parseSlo, type RunResult } from '../../result/index.ts';
import { viewRun, type CellView, type RunView } from './cells.ts';

export interface Report {
  readonly result: RunResult;
  readonly plan: Plan;
  readonly outcomes: readonly ThresholdOutcome[];
  readonly run: RunView;
  /** The setting to take; null when none can be recommended. */
  readonly recommended: SizedSetting | null;
  readonly recommendedCell: CellView | null;
  /** The limit put on p95 wait, where one is. */
  readonly waitGoalMs: number | null;
}

export function makeReport(result: RunResult, plan: Plan, outcomes: readonly ThresholdOutcome[]): Report {
  const run = viewRun(result);
  const recommended = plan.kind === 'fleet' ? plan.recommended : null;
  const recommendedCell = run.cells.find((cell) => cell.id === recommended?.setting.cellId) ?? null;
  return { result, plan, outcomes, run, recommended, recommendedCell, waitGoalMs: waitGoal(plan) };
}

function waitGoal(plan: Plan): number | null {
  if (plan.kind === 'figures' || plan.goal === null) return null;
  const limits = plan.goal.slos
    .map(parseSlo)
    .filter((slo) => slo.metric === 'wait' && aggregateName(slo.of) === 'p95')
    .map((slo) => slo.limitMs);
  return limits.length === 0 ? null : Math.min(...limits);
}
