// Which of the settings that meet the goal: the cheapest, and why in one sentence.

import { formatDuration, formatNumber, formatRate, formatSize } from '../../units/index.ts';
import type { SizedSetting } from './plan.ts';
import type { SettledQuestion } from './candidate.ts';

/**
 * The cheapest: by price (else number of) machines when a machine is given, else by CPU and memory, each relative to
 * the least of any setting; one whose use was not measured comes after those that were. Ties: CPU and memory, fewer workers, shorter p95 wait, order in the run.
 */
export function cheapest(settings: readonly SizedSetting[]): SizedSetting | undefined {
  const cost = resourceCost(settings);
  const keys = (one: SizedSetting): readonly number[] => [
    one.machines?.pricePerHour ?? one.machines?.machines ?? Infinity,
    cost(one),
    one.workers,
    one.forecast.wait.p95Ms ?? Infinity,
  ];
  return settings.reduce<SizedSetting | undefined>((best, one) => {
    return best === undefined || comesFirst(keys(one), keys(best)) ? one : best;
  }, undefined);
}

/** CPU plus memory, each as a multiple of the least that any of the settings needs: 2 is the best possible. */
function resourceCost(settings: readonly SizedSetting[]): (one: SizedSetting) => number {
  const leastCores = Math.min(...settings.map((one) => one.cores ?? Infinity));
  const leastMemory = Math.min(...settings.map((one) => one.memoryBytes ?? Infinity));
  return (one) => relative(one.cores, leastCores) + relative(one.memoryBytes, leastMemory);
}

/** The reason in one sentence with figures. */
export function reasonFor(
  chosen: SizedSetting,
  settings: readonly SizedSetting[],
  question: SettledQuestion,
): string {
  const { setting, workers, slots } = chosen;
  const count = workers === 1 ? '1 worker' : `${workers} workers`;
  const busy = `${formatRate(question.ratePerSec)} keeps ${formatNumber(chosen.busySlots)} of ${slots} slots busy`;
  return `${setting.label} with ${count}: ${[busy, ...promises(chosen, question), why(chosen, settings)].join('; ')}.`;
}

function promises(chosen: SizedSetting, question: SettledQuestion): readonly string[] {
  const lost = question.survive > 0 ? ` with ${question.survive} lost` : '';
  return chosen.slos.map(({ slo, limitMs, predictedMs }) => {
    const what = slo.slice(0, slo.indexOf(')') + 1);
    return `predicted ${what} ${formatDuration(predictedMs ?? limitMs)} against ${formatDuration(limitMs)}${lost}`;
  });
}

function why(chosen: SizedSetting, settings: readonly SizedSetting[]): string {
  if (settings.length === 1) return 'the only setting that meets the goal';
  const among = `of the ${settings.length} settings that meet the goal`;
  const { machines, cores, memoryBytes } = chosen;
  if (machines !== null) {
    const hourly = machines.pricePerHour;
    const count = machines.machines === 1 ? '1 machine' : `${machines.machines} machines`;
    return hourly === null
      ? `no more machines (${count}) than any other ${among}`
      : `none ${among} costs less than its ${count} at ${formatNumber(hourly)}/h`;
  }
  if (cores === null || memoryBytes === null)
    return `fewest workers ${among}; CPU and memory to choose by were not measured`;
  return `least CPU and memory together (${formatNumber(cores)} CPU, ${formatSize(memoryBytes)}) ${among}`;
}

function comesFirst(a: readonly number[], b: readonly number[]): boolean {
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? value;
    if (value !== other) return value < other;
  }
  return false;
}

const relative = (value: number | null, least: number): number =>
  value === null ? Infinity : least > 0 ? value / least : value > 0 ? Infinity : 1;
