// A phase in short words, for tables and progress: "poisson 500/s", "sine 50/s to 350/s", "replay trace.csv". Tasks are
// named where a phase sends only some of them.

import { basename } from 'node:path';
import { assertNever } from '../../errors/index.ts';
import {
  formatDuration,
  formatNumber,
  formatRate,
  formatRatio,
  perSecond,
  ratio,
} from '../../units/index.ts';
import { extremes, type ArrivalPlan, type BatchSize, type LoadStream } from '../../workload/index.ts';

/** More streams than this are counted, not named. */
const MOST_NAMED = 3;

/** `tasks`: names of all tasks of the workload, in their order. */
export function phaseLabel(streams: readonly LoadStream[], tasks: readonly string[]): string {
  return streams.length > MOST_NAMED
    ? `${streams.length} streams`
    : streams.map((stream) => `${planLabel(stream.plan)}${someTasks(stream.tasks, tasks)}`).join(' + ');
}

export function closedLabel(outstanding: number, sent: readonly number[], tasks: readonly string[]): string {
  return `${outstanding} outstanding${someTasks(sent, tasks)}`;
}

function someTasks(sent: readonly number[], tasks: readonly string[]): string {
  if (sent.length === tasks.length) return '';
  if (sent.length > MOST_NAMED) return `, ${sent.length} tasks`;
  return `, ${sent.map((index) => tasks[index] ?? '').join('+')}`;
}

function planLabel(plan: ArrivalPlan): string {
  switch (plan.arrivals) {
    case 'rate':
      return rateLabel(plan);
    case 'cron':
      return `${batchLabel(plan.size)} every ${formatDuration(plan.everyMs)}`;
    case 'replay': {
      const speed = plan.speed === 1 ? '' : `, ${formatNumber(plan.speed)}x as fast`;
      const copies = plan.copies === 1 ? '' : `, ${formatNumber(plan.copies)}x as many`;
      return `replay ${basename(plan.path)}${speed}${copies}`;
    }
    default:
      return assertNever(plan);
  }
}

function rateLabel({ curve, spacing, unit }: Extract<ArrivalPlan, { arrivals: 'rate' }>): string {
  const show = (rate: number): string =>
    unit === 'per-second' ? formatRate(perSecond(rate)) : formatRatio(ratio(rate));
  const of = unit === 'per-second' ? '' : ' of capacity';
  if (curve.curve === 'flat') return `${spacing.spacing} ${show(curve.rate)}${of}`;
  const rates = extremes(curve);
  const [from, to] =
    curve.curve === 'steps' ? [Math.min(...rates), Math.max(...rates)] : [rates[0] ?? 0, rates[1] ?? 0];
  return `${curve.curve} ${show(from)} to ${show(to)}${of}`;
}

function batchLabel(size: BatchSize): string {
  switch (size.size) {
    case 'fixed':
      return `${size.tasks}`;
    case 'uniform':
      return `${size.least} to ${size.most}`;
    case 'geometric':
      return `about ${formatNumber(size.mean)}`;
    default:
      return assertNever(size);
  }
}
