// What a plan takes for granted, as sentences with figures. A closed list: a plan prints each that applies to it.

import type { EnvironmentRecord } from '../../result/index.ts';
import { assertNever } from '../../errors/index.ts';
import { formatDuration, formatNumber, formatRate, formatRatio, ms, ratio } from '../../units/index.ts';
import type { Milliseconds, Ratio } from '../../units/index.ts';
import { NEAR_CONSTANT_SCV } from './queue-basis.ts';
import type { UsableCell } from './measured.ts';
import type { SizedSetting } from './plan.ts';

export type Assumption =
  | { readonly about: 'arrivals' }
  | { readonly about: 'headroom'; readonly headroomRatio: Ratio }
  | { readonly about: 'survive'; readonly survive: number }
  | { readonly about: 'service'; readonly cell: UsableCell }
  | { readonly about: 'given-service'; readonly serviceMs: Milliseconds; readonly serviceScv: number }
  | { readonly about: 'formula'; readonly serviceScv: number }
  | { readonly about: 'queue'; readonly sized: SizedSetting }
  | { readonly about: 'one-queue' }
  | { readonly about: 'cpu'; readonly sized: SizedSetting }
  | { readonly about: 'scaling'; readonly sized: SizedSetting }
  | { readonly about: 'measured-on'; readonly environment: EnvironmentRecord; readonly broker: string }
  | { readonly about: 'repeats'; readonly cell: UsableCell }
  | { readonly about: 'memory'; readonly kind: UsableCell['memoryKind'] };

/** The assumption as a sentence. */
export function assumptionText(assumption: Assumption): string {
  switch (assumption.about) {
    case 'arrivals':
      return 'Tasks arrive independently (Poisson) at a steady rate; bursts and daily peaks wait longer: plan for the rate of the peak.';
    case 'headroom':
      return headroomText(assumption.headroomRatio);
    case 'survive':
      return `Figures against an SLO are those with ${workers(assumption.survive)} lost.`;
    case 'service':
      return serviceText(assumption.cell);
    case 'given-service':
      return `A task holds a slot for ${formatDuration(assumption.serviceMs)} on average, dispatching included, with a squared coefficient of variation (scv) of ${formatNumber(assumption.serviceScv)}.`;
    case 'formula':
      return formulaText(assumption.serviceScv);
    case 'queue':
      return queueText(assumption.sized);
    case 'one-queue':
      return 'All slots draw from one queue in order of arrival; workers that reserve tasks ahead (prefetch) make some wait longer.';
    case 'cpu':
      return cpuText(assumption.sized);
    case 'scaling':
      return `Workers add up: ${workers(assumption.sized.workers)} do ${formatNumber(assumption.sized.workers / assumption.sized.setting.measuredWorkers)} times the work of the ${assumption.sized.setting.measuredWorkers} measured; broker and network keep up.`;
    case 'measured-on':
      return measuredOnText(assumption.environment, assumption.broker);
    case 'repeats':
      return repeatsText(assumption.cell);
    case 'memory':
      return memoryText(assumption.kind);
    default:
      return assertNever(assumption);
  }
}

function headroomText(headroomRatio: Ratio): string {
  const busy = formatRatio(ratio(1 - headroomRatio));
  return `Headroom of ${formatRatio(headroomRatio)}: at the planned rate at most ${busy} of slot time (and of a machine's CPU) is in use.`;
}

function serviceText(cell: UsableCell): string {
  const { effectiveServiceMs, bodyMs, overheadMs, serviceScv, capacityPerSec } = cell.setting;
  return `Tasks are like those measured: one holds a slot for ${formatDuration(effectiveServiceMs)} (slots / capacity of ${formatRate(capacityPerSec)}; bodies ${formatDuration(bodyMs)}, scv ${formatNumber(serviceScv)}), and ${formatDuration(overheadMs)} of dispatching counts as wait.`;
}

function formulaText(serviceScv: number): string {
  if (serviceScv === 1) return 'Waits are those of M/M/c (Erlang C), exact for exponential service times.';
  if (serviceScv === 0)
    return 'Mean waits are those of M/D/c, exact for constant service times; percentiles by an exponential tail.';
  return "Waits are those of M/G/c: mean by Kimura's interpolation (within 10 % up to an scv of 4), P(wait) by Erlang C, percentiles by the tail for that mean.";
}

function queueText(sized: SizedSetting): string {
  const { system, serviceScv } = sized.setting;
  if (sized.workers === 1) return 'One worker: all its slots draw from one queue.';
  if (system === 'bullmq')
    return 'All slots draw from one queue: BullMQ fetches a task only for a free slot.';
  if (serviceScv <= NEAR_CONSTANT_SCV) {
    return 'Tasks are of nearly one length, so reserving them ahead costs nothing: all slots count as one queue.';
  }
  const best = p95(sized.ifShared.p95Ms);
  const worst = p95(sized.ifSplit.p95Ms);
  return `Workers reserve tasks ahead, so the p95 wait lies between ${best} (one shared queue) and ${worst} (every worker on its own); the plan is sized for the latter.`;
}

function cpuText(sized: SizedSetting): string {
  const { coresPerWorker, cpuMsPerTask } = sized.setting;
  if (coresPerWorker === null || cpuMsPerTask === null)
    return 'Each worker gets as much CPU as the measured one had; how much that was is not known.';
  return `Each worker gets as much CPU as the measured one had: ${formatNumber(coresPerWorker)} cores when saturated, ${formatDuration(ms(cpuMsPerTask))} of CPU a task.`;
}

function memoryText(kind: UsableCell['memoryKind']): string {
  switch (kind) {
    case 'pss':
      return 'Memory is the highest PSS seen in a trial, children included; slow leaks show only in longer runs.';
    case 'rss':
      return 'Memory is the highest RSS seen in a trial: shared pages count in every process, so it is an upper bound.';
    case null:
      return 'Memory is not planned: that of the measured workers is not known.';
    default:
      return assertNever(kind);
  }
}

function measuredOnText(environment: EnvironmentRecord, broker: string): string {
  const cpus = environment.cgroupCpus ?? environment.cpus;
  return `Measured on ${formatNumber(cpus)} CPUs (${environment.cpuModel}), Node ${environment.node.replace(/^v/, '')}, ${broker}; another machine has other figures.`;
}

function repeatsText(cell: UsableCell): string {
  const { repeats, capacityLowPerSec, capacityHighPerSec } = cell.setting;
  return repeats === 1
    ? 'Measured once: how much the figures vary between runs is not known.'
    : `Capacity is the mean of ${repeats} repeats, 95 % interval ${formatRate(capacityLowPerSec)} to ${formatRate(capacityHighPerSec)}.`;
}

const workers = (count: number): string => (count === 1 ? '1 worker' : `${count} workers`);
const p95 = (value: Milliseconds | null): string => (value === null ? 'unbounded' : formatDuration(value));
