// Figures of a plan in words.

import { MODEL_WARNINGS } from '../../capacity/index.ts';
import type { ModelWarning, SloForecast, WaitFigures } from '../../capacity/index.ts';
import { formatDuration, ms, ratio } from '../../units/index.ts';
import type { Milliseconds, Ratio } from '../../units/index.ts';

/** Below a microsecond there is nothing to tell apart. */
const LEAST_MS = 0.001;

/** "41 ms", "0 ms" below a microsecond, "grows" without a steady state. */
export function duration(value: Milliseconds | null): string {
  if (value === null) return 'grows';
  return formatDuration(value < LEAST_MS ? ms(0) : value);
}

/** "41.2 %": one decimal, so that rows compare. */
export function percent(value: Ratio | number): string {
  return `${(ratio(value) * 100).toFixed(1)} %`;
}

export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;

export function waitText(wait: WaitFigures): string {
  if (wait.meanMs === null) return 'grows without bound: the slots are no more than the load';
  return `mean ${duration(wait.meanMs)}, p95 ${duration(wait.p95Ms)}, p99 ${duration(wait.p99Ms)} (${percent(wait.waitProbability)} of tasks wait)`;
}

export function sloText({ slo, predictedMs, holds }: SloForecast): string {
  return `${slo}: predicted ${duration(predictedMs)}, ${holds ? 'holds' : 'does not hold'}`;
}

/** "near-saturation: cause (detail). Next step." */
export function warningText({ code, detail }: ModelWarning): string {
  const { cause, nextStep } = MODEL_WARNINGS[code];
  return `${code}: ${cause.replace(/\.$/, '')} (${detail}). ${nextStep}`;
}
