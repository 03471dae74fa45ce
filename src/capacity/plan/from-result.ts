// A plan from a run: every measured setting is sized for the goal, the cheapest is recommended, the rest explained.

import type { RunResult, TrialRecord } from '../../result/index.ts';
import { isScheduled, phaseQuantile } from '../../result/index.ts';
import { ms, perSecond, ratio } from '../../units/index.ts';
import type { PerSecond } from '../../units/index.ts';
import { predictWait, waitPercentile } from '../models/wait.ts';
import { assumptionText } from './assumptions.ts';
import type { Assumption } from './assumptions.ts';
import { sizeSetting, workerModel } from './candidate.ts';
import type { SettledQuestion } from './candidate.ts';
import { cheapest, reasonFor } from './choose.ts';
import { finite, queueOf } from './forecast.ts';
import { measuredCells } from './measured.ts';
import type { UsableCell } from './measured.ts';
import { PLAN_FORMAT, PLAN_VERSION } from './plan.ts';
import type {
  FleetPlan,
  ImpossiblePlan,
  ModelCheck,
  PlanGoal,
  PlannedSetting,
  SizedSetting,
} from './plan.ts';
import { checkQuestion } from './question.ts';
import type { PlanQuestion } from './question.ts';

const HEAD = { format: PLAN_FORMAT, version: PLAN_VERSION } as const;

/** Answers the question from what the run measured. Throws BAD_PLAN when the question makes no sense. */
export function planFromResult(result: RunResult, question: PlanQuestion): FleetPlan | ImpossiblePlan {
  checkQuestion(question);
  const cells = measuredCells(result);
  const usable = cells.filter((cell) => cell.state === 'usable');
  const scenario = result.scenario.name;
  const ratePerSec = question.ratePerSec ?? highestCapacity(usable);
  if (ratePerSec === undefined) {
    const settings = cells.filter((cell) => cell.state === 'not-usable');
    return { ...HEAD, kind: 'impossible', scenario, why: 'no-usable-cell', goal: null, settings };
  }
  const settled = { ...question, ratePerSec };
  const goal = goalOf(question, ratePerSec);
  const settings = cells.map((cell) => (cell.state === 'usable' ? sizeSetting(cell, settled) : cell));
  const sized = settings.filter((one) => one.state === 'meets-goal');
  const recommended = cheapest(sized);
  const cell = usable.find((one) => one.setting === recommended?.setting);
  if (recommended === undefined || cell === undefined) {
    const why = usable.length === 0 ? 'no-usable-cell' : 'out-of-reach';
    return { ...HEAD, kind: 'impossible', scenario, why, goal, settings };
  }
  return fleetPlan(result, settled, { goal, settings, sized, recommended, cell });
}

interface Chosen {
  readonly goal: PlanGoal;
  readonly settings: readonly PlannedSetting[];
  readonly sized: readonly SizedSetting[];
  readonly recommended: SizedSetting;
  readonly cell: UsableCell;
}

function fleetPlan(result: RunResult, question: SettledQuestion, chosen: Chosen): FleetPlan {
  const { goal, settings, sized, recommended, cell } = chosen;
  return {
    ...HEAD,
    kind: 'fleet',
    scenario: result.scenario.name,
    goal,
    recommended,
    reason: reasonFor(recommended, sized, question),
    checks: modelChecks(cell),
    settings,
    assumptions: assumptionsOf(result, question, chosen).map(assumptionText),
  };
}

function goalOf(question: PlanQuestion, ratePerSec: PerSecond): PlanGoal {
  return {
    ratePerSec,
    rateFrom: question.ratePerSec === undefined ? 'highest-measured' : 'asked',
    slos: question.slos.map((slo) => slo.text),
    headroomRatio: question.headroomRatio,
    survive: question.survive,
    machine: question.machine ?? null,
  };
}

function highestCapacity(cells: readonly UsableCell[]): PerSecond | undefined {
  return cells.length === 0
    ? undefined
    : perSecond(Math.max(...cells.map((cell) => cell.setting.capacityPerSec)));
}

function assumptionsOf(result: RunResult, question: SettledQuestion, chosen: Chosen): readonly Assumption[] {
  const { recommended: sized, cell } = chosen;
  const { kind, version } = result.broker;
  const { headroomRatio, survive } = question;
  return [
    { about: 'arrivals' },
    { about: 'headroom', headroomRatio },
    ...(survive > 0 && question.slos.length > 0 ? [{ about: 'survive', survive } as const] : []),
    { about: 'service', cell },
    { about: 'formula', serviceScv: cell.setting.serviceScv },
    { about: 'queue', sized },
    { about: 'cpu', sized },
    { about: 'scaling', sized },
    { about: 'memory', kind: cell.memoryKind },
    { about: 'repeats', cell },
    { about: 'measured-on', environment: result.environment, broker: `${kind} ${version}` },
  ];
}

// The model with the measured fleet at each Poisson load that was run, beside what was seen: how far to trust it.
function modelChecks(cell: UsableCell): readonly ModelCheck[] {
  const count = Math.max(0, ...cell.trials.map((trial) => trial.phases.length));
  return Array.from({ length: count }, (_, index) => modelCheck(cell, index)).filter(
    (one) => one !== undefined,
  );
}

function modelCheck(cell: UsableCell, phaseIndex: number): ModelCheck | undefined {
  const phases = cell.trials.flatMap((trial: TrialRecord) => trial.phases[phaseIndex] ?? []);
  const steady = phases.filter(
    (phase) =>
      isScheduled(phase) &&
      phase.arrivals === 'poisson' &&
      phase.wait.summary.count > 0 &&
      !phase.warnings.some((warning) => warning.code === 'backlog-grew'),
  );
  if (steady.length === 0) return undefined;
  const measured = phaseQuantile(steady, 'wait', 0.95);
  if (measured.kind === 'refused') return undefined;
  const { setting } = cell;
  const offered = steady.reduce((sum, phase) => sum + (phase.offeredPerSec ?? 0), 0) / steady.length;
  const queue = queueOf(workerModel(cell), perSecond(offered), setting.measuredWorkers, 'shared');
  const law = predictWait(queue);
  return {
    offeredPerSec: perSecond(offered),
    utilizationRatio: ratio(law.utilizationRatio),
    predictedP95WaitMs: finite(waitPercentile(law, 0.95) + setting.overheadMs),
    measuredP95WaitMs: ms(measured.valueMs),
  };
}
