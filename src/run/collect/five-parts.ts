// The five parts of a task's time as histograms, by worker: what a phase keeps beside its figures by task type.

import { LatencyHistogram } from '../../measure/index.ts';
import { toHistogramRecord, type NamedParts, type Parts } from '../../result/index.ts';
import type { HandlingHalf, TaskHalf } from './handling-join.ts';

export type PartHistograms = Readonly<Record<keyof Parts, LatencyHistogram>>;

export function emptyParts(): PartHistograms {
  return {
    slip: LatencyHistogram.create(),
    brokerWait: LatencyHistogram.create(),
    reservedWait: LatencyHistogram.create(),
    service: LatencyHistogram.create(),
    settle: LatencyHistogram.create(),
  };
}

/** What the slot's stamps alone tell. */
export function recordSlotParts(parts: Pick<PartHistograms, 'slip' | 'service'>, task: TaskHalf): void {
  parts.slip.recordNs(task.sentNs - task.intendedNs);
  parts.service.recordNs(task.finishedNs - task.startedNs);
}

/** What the worker's stamps add. A message that was acked before its task had finished has no settling part. */
export function recordWorkerParts(
  parts: Pick<PartHistograms, 'brokerWait' | 'reservedWait' | 'settle'>,
  task: TaskHalf,
  handling: HandlingHalf,
): void {
  parts.brokerWait.recordNs(handling.reservedNs - task.sentNs);
  parts.reservedWait.recordNs(task.startedNs - handling.reservedNs);
  if (handling.settledNs >= task.finishedNs) parts.settle.recordNs(handling.settledNs - task.finishedNs);
}

export function mergeParts(all: readonly PartHistograms[]): PartHistograms {
  const merged = emptyParts();
  for (const parts of all) {
    merged.slip.add(parts.slip);
    merged.brokerWait.add(parts.brokerWait);
    merged.reservedWait.add(parts.reservedWait);
    merged.service.add(parts.service);
    merged.settle.add(parts.settle);
  }
  return merged;
}

export function encodeParts(parts: PartHistograms): Parts {
  return {
    slip: toHistogramRecord(parts.slip),
    brokerWait: toHistogramRecord(parts.brokerWait),
    reservedWait: toHistogramRecord(parts.reservedWait),
    service: toHistogramRecord(parts.service),
    settle: toHistogramRecord(parts.settle),
  };
}

export function namedParts(name: string, parts: PartHistograms): NamedParts {
  return { name, ...encodeParts(parts) };
}
