// The answer in words: what to run, why, and how sure that is. The same sentences on page, terminal and summary.

import { formatDuration, formatNumber, formatRate, formatRatio, ms, ratio } from '../../units/index.ts';
import type { FleetPlan, ImpossiblePlan, ModelCheck, SizedSetting } from '../../capacity/index.ts';
import { leakSentences } from '../../result/index.ts';
import type { CellView } from './cells.ts';
import { standouts, type Standout } from './comparison.ts';
import { cellFacts } from './labels.ts';
import type { Report } from './report.ts';

export interface Answer {
  /** comparison: nothing is recommended, for the run only sets loads side by side. none: it ought to be, and cannot. */
  readonly kind: 'recommendation' | 'comparison' | 'none';
  /** One sentence: the setting and the number of workers, or that there is none. */
  readonly headline: string;
  readonly reason: string;
  /** How sure, in one or two sentences with figures. */
  readonly confidence: string;
}

export function answerOf(report: Report): Answer {
  const { plan } = report;
  switch (plan.kind) {
    case 'fleet':
      return fleetAnswer(report, plan);
    case 'impossible':
      return impossibleAnswer(report, plan);
    case 'figures':
      return {
        kind: 'recommendation',
        headline: workersText(plan.recommended.workers),
        reason: plan.reason,
        confidence: NO_RUN,
      };
  }
}

const NO_RUN = 'Figures given by hand: nothing was measured.';

function fleetAnswer(report: Report, plan: FleetPlan): Answer {
  const { recommended, goal } = plan;
  return {
    kind: 'recommendation',
    headline: `Run ${fleetText(report, recommended)} for ${formatRate(goal.ratePerSec)}.`,
    reason: [plan.reason, ...leakTexts(report, recommended.setting.cellId)].join(' '),
    confidence: [repeatsText(report.recommendedCell), checkText(plan.checks), doubtText(report, plan)]
      .filter((text) => text !== '')
      .join(' '),
  };
}

function impossibleAnswer(report: Report, plan: ImpossiblePlan): Answer {
  const { cells } = report.run;
  const measured = cells.filter((cell) => cell.state === 'measured').length;
  const confidence = `${measured} of ${countOf(cells.length, 'setting')} ${measured === 1 ? 'was' : 'were'} measured.`;
  if (plan.why === 'no-usable-cell' && plan.goal === null && measured > 0) {
    return comparisonAnswer(report, plan, confidence);
  }
  if (plan.why === 'no-usable-cell') {
    return {
      kind: 'none',
      headline: 'No recommendation: no setting of this run has a figure to plan with.',
      reason: `Why not: ${unusableReasons(plan)}.`,
      confidence,
    };
  }
  const goals =
    plan.goal === null ? '' : ` of ${plan.goal.slos.join(' and ')} at ${formatRate(plan.goal.ratePerSec)}`;
  return {
    kind: 'none',
    headline: `No number of workers of any measured setting meets the goal${goals}.`,
    reason: 'The table of settings below says what stands in the way of each.',
    confidence,
  };
}

// When nothing can be sized: a run of closed loops, or one that only measures a few loads.
function comparisonAnswer(
  { result, run: { cells } }: Report,
  plan: ImpossiblePlan,
  measured: string,
): Answer {
  const found = standouts(cells);
  const counted = result.trials.filter(({ state }) => state === 'measured').length;
  const systems = new Set(result.cells.map(({ system }) => system)).size;
  const compared = cells.length === 1 ? 'measured' : 'compared';
  const what = `${systems > 1 ? `${systems} systems in ` : ''}${countOf(cells.length, 'setting')}`;
  return {
    kind: 'comparison',
    headline: `${what} ${compared} under ${countOf(found.length, 'load')}.`,
    reason: [
      ...(cells.length === 1 ? [] : standoutTexts(found)),
      `No number of workers follows from it: ${unusableReasons(plan)}.`,
    ].join(' '),
    confidence: `${measured} ${counted} of ${countOf(result.trials.length, 'trial')} ${counted === 1 ? 'counts' : 'count'}.`,
  };
}

function standoutTexts(found: readonly Standout[]): readonly string[] {
  const clear = found.flatMap(({ load, best }) =>
    best === null ? [] : [`Clearly best under ${load}: ${best.cell.label} (${best.text}).`],
  );
  const open = found.length - clear.length;
  return open === 0 ? clear : [...clear, `${whereNone(open, clear.length)} clearly ahead of all the others.`];
}

function whereNone(open: number, clear: number): string {
  if (clear > 0) return `Under the other ${open === 1 ? 'load' : countOf(open, 'load')} no setting is`;
  return open === 1 ? 'No setting is' : `Under none of the ${countOf(open, 'load')} is one setting`;
}

const countOf = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

// A leak is the task's: where the recommended setting cannot show it (it recycles early), another one does.
function leakTexts({ result }: Report, cellId: string): readonly string[] {
  const cellIds = [cellId, ...result.cells.map(({ id }) => id)];
  const found = cellIds.map((id) =>
    leakSentences(result.trials.filter((trial) => trial.cellId === id && trial.state === 'measured')),
  );
  return found.find((sentences) => sentences.length > 0) ?? [];
}

// Each reason once, the commonest first: "failed (3 settings); no saturate phase (1 setting)".
function unusableReasons(plan: ImpossiblePlan): string {
  const counts = new Map<string, number>();
  for (const setting of plan.settings) {
    if (setting.state === 'not-usable') counts.set(setting.reason, (counts.get(setting.reason) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} (${countOf(count, 'setting')})`)
    .join('; ');
}

// "6 async workers with 4 slots each, prefetch 4"
function fleetText(report: Report, { workers, setting }: SizedSetting): string {
  const systems = new Set(report.result.cells.map((cell) => cell.system));
  const system = systems.size > 1 ? `${setting.system} ` : '';
  const noun = workers === 1 ? 'worker' : 'workers';
  const slots = `${setting.concurrency} ${setting.concurrency === 1 ? 'slot' : 'slots'}${workers === 1 ? '' : ' each'}`;
  const prefetch = setting.prefetch === 0 ? 'no prefetch limit' : `prefetch ${setting.prefetch}`;
  const cell = report.result.cells.find((candidate) => candidate.id === setting.cellId);
  const others =
    cell === undefined ? [] : [...cellFacts(cell).others].map(([key, value]) => `${key} ${value}`);
  return `${formatNumber(workers)} ${system}${setting.pool} ${noun} with ${[slots, prefetch, ...others].join(', ')}`;
}

export function workersText(workers: number): string {
  return `${formatNumber(workers)} ${workers === 1 ? 'worker' : 'workers'}`;
}

function repeatsText(cell: CellView | null): string {
  if (cell === null || cell.capacity === null) return '';
  const { value, low, high, repeats } = cell.capacity;
  const middle = `${formatNumber(value)} tasks/s measured`;
  if (low === null || high === null) return `${middle} in a single repeat: there is no interval.`;
  const interval = `95 % interval ${formatNumber(low)} to ${formatNumber(high)}`;
  return `${middle} over ${repeats} repeats (${interval}).`;
}

// The check nearest to the planned load tells most about the forecast.
function checkText(checks: readonly ModelCheck[]): string {
  const check = checks.toSorted((a, b) => b.utilizationRatio - a.utilizationRatio)[0];
  if (check === undefined) return 'The predicted wait was not checked: the run has no scheduled load.';
  const { predictedP95WaitMs: predicted, measuredP95WaitMs: measured } = check;
  const at = formatRatio(ratio(check.utilizationRatio));
  const said = predicted === null ? 'a growing backlog' : formatDuration(ms(predicted));
  return `At ${at} utilization the model says ${said} of p95 wait; ${formatDuration(ms(measured))} was measured.`;
}

function doubtText(report: Report, plan: FleetPlan): string {
  const own = report.recommendedCell?.warnings.length ?? 0;
  const doubts = plan.recommended.warnings.length + own;
  if (doubts === 0) return '';
  return `${doubts} ${doubts === 1 ? 'warning applies' : 'warnings apply'}: see below.`;
}
