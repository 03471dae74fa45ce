// A plan from a run, as text: the answer, the evidence, every setting, what it rests on.

import type {
  FleetPlan,
  ImpossiblePlan,
  MachinePlan,
  ModelCheck,
  PlanGoal,
  PlannedSetting,
  SizedSetting,
} from '../../capacity/index.ts';
import { formatNumber, formatRate, formatSize } from '../../units/index.ts';
import { goalText } from '../view/goal-text.ts';
import { bullets, facts, paragraph, sections, table } from './lines.ts';
import { duration, percent, plural, sloText, waitText, warningText } from './words.ts';

const SETTING_WIDTH = 25;

export function fleetText(plan: FleetPlan): string {
  return sections([
    questionText(plan.scenario, plan.goal),
    paragraph(plan.reason, 'Start '),
    facts(answerFacts(plan.recommended)),
    checksText(plan.checks),
    settingsText(plan.settings),
    bullets('Left out', plan.settings.flatMap(leftOut)),
    bullets('Warnings', plan.recommended.warnings.map(warningText)),
    bullets('Assumptions', plan.assumptions),
  ]);
}

export function impossibleText(plan: ImpossiblePlan): string {
  const { scenario, goal, why } = plan;
  const verdict =
    why === 'no-usable-cell'
      ? 'No plan: no setting of this run has figures to plan from.'
      : 'No plan: no measured setting meets the goal with any number of workers.';
  return sections([
    goal === null ? paragraph(scenario, 'Plan for ') : questionText(scenario, goal),
    verdict,
    bullets('Why not', plan.settings.flatMap(leftOut)),
  ]);
}

const questionText = (scenario: string, goal: PlanGoal): string =>
  paragraph(`${scenario}: ${goalText(goal)}`, 'Plan for ');

function answerFacts(one: SizedSetting): (readonly [string, string])[] {
  const { workers, neededWorkers, forecast, machines } = one;
  const spare = workers === neededWorkers ? '' : `; the goal is met down to ${neededWorkers}`;
  return [
    ['workers', `${workers.toLocaleString('en-US')} of ${one.setting.label}${spare}`],
    [
      'slots',
      `${forecast.slots}, ${formatNumber(one.busySlots)} busy (${percent(forecast.utilizationRatio)})`,
    ],
    ['wait', waitText(forecast.wait)],
    ...one.slos.map((slo) => ['SLO', sloText(slo)] as const),
    ['CPU', one.cores === null ? 'not measured' : `${coresText(one.cores)} on average`],
    ['memory', one.memoryBytes === null ? 'not measured' : formatSize(one.memoryBytes)],
    ...(machines === null ? [] : [['machines', machinesText(machines)] as const]),
  ];
}

function coresText(cores: number): string {
  const count = formatNumber(cores);
  return `${count} ${count === '1' ? 'core' : 'cores'}`;
}

function machinesText(plan: MachinePlan): string {
  const { machines, workersPerMachine, bound, pricePerHour, pricePerMonth } = plan;
  const price =
    pricePerHour === null || pricePerMonth === null
      ? ''
      : `; ${formatNumber(pricePerHour)} an hour, ${formatNumber(pricePerMonth)} a month`;
  const most = bound === 'cpu' ? 'CPU' : 'memory';
  return `${machines}, with at most ${plural(workersPerMachine, 'worker')} on each (${most} fills first)${price}`;
}

function checksText(checks: readonly ModelCheck[]): string | undefined {
  const lines = checks.map((check) => {
    const load = `${formatRate(check.offeredPerSec)}, ${percent(check.utilizationRatio)} busy`;
    const figures = `p95 wait ${duration(check.predictedP95WaitMs)} predicted, ${duration(check.measuredP95WaitMs)} measured`;
    return `${load}: ${figures}`;
  });
  return bullets('The model against this run (measured fleet)', lines);
}

function settingsText(settings: readonly PlannedSetting[]): string {
  const sized = settings.filter((one) => one.state === 'meets-goal');
  const onMachines = sized.some((one) => one.machines !== null);
  const last = onMachines ? ['machines'] : [];
  const tail = onMachines ? [] : ['p99 wait'];
  const head = ['setting', 'workers', 'busy', 'p95 wait', ...tail, 'cores', 'memory', ...last];
  const rows = sized.map((one) => {
    const { workers, setting, forecast, machines } = one;
    return [
      setting.label,
      `${workers}x${setting.concurrency}`,
      percent(forecast.utilizationRatio),
      duration(forecast.wait.p95Ms),
      ...(onMachines ? [] : [duration(forecast.wait.p99Ms)]),
      one.cores === null ? '–' : formatNumber(one.cores),
      one.memoryBytes === null ? '–' : formatSize(one.memoryBytes),
      ...(onMachines ? [machines === null ? '–' : String(machines.machines)] : []),
    ];
  });
  const title = `Settings that meet the goal (workers x slots)`;
  return `${title}\n${table(head, rows, SETTING_WIDTH)}`;
}

function leftOut(one: PlannedSetting): readonly string[] {
  switch (one.state) {
    case 'meets-goal':
      return [];
    case 'out-of-reach':
      return [`${one.setting.label}: ${one.reason}`];
    case 'not-usable':
      return [`${one.label}: not usable, ${one.reason}`];
  }
}
