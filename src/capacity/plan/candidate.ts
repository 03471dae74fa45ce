// One measured setting against the goal: how many workers, what they take, what the model says of them.

import { observationsNeeded } from '../../stats/index.ts';
import { bytes, formatNumber } from '../../units/index.ts';
import type { PerSecond } from '../../units/index.ts';
import { offeredLoad, predictWait } from '../models/wait.ts';
import { waitWarnings } from '../models/warnings.ts';
import type { ModelWarning } from '../models/warnings.ts';
import type { Slo } from '../../result/index.ts';
import { forecastFleet, forecastSlos, queueOf, waitFigures } from './forecast.ts';
import type { WorkerModel } from './forecast.ts';
import { machinesFor, tooLargeFor, workersForCpu } from './machines.ts';
import type { UsableCell } from './measured.ts';
import type { MeasuredSetting, QueueBasis, SizedSetting, UnfitSetting } from './plan.ts';
import type { PlanMachine, PlanQuestion } from './question.ts';
import { reservesAhead } from './queue-basis.ts';
import { smallestFleet } from './size.ts';
import type { Sizing } from './size.ts';

/** A goal with its rate settled. */
export type SettledQuestion = PlanQuestion & { readonly ratePerSec: PerSecond };

/** Sizes one setting. */
export function sizeSetting(cell: UsableCell, question: SettledQuestion): SizedSetting | UnfitSetting {
  const { setting } = cell;
  const worker = workerModel(cell);
  const { machine, ratePerSec, headroomRatio } = question;
  const coresNeeded = meanCores(ratePerSec, setting);
  const atLeast =
    machine === undefined || coresNeeded === null ? 1 : workersForCpu(coresNeeded, machine, headroomRatio);
  const tooLarge = machine === undefined ? undefined : tooLargeFor(machine, setting.memoryPerWorkerBytes);
  if (tooLarge !== undefined) return unfit(setting, tooLarge);
  const size = (basis: QueueBasis): Sizing => smallestFleet(worker, { ...question, basis, atLeast });
  const shared = size('shared');
  if (shared.kind === 'out-of-reach') return unfit(setting, shared.reason);
  const ahead = reservesAhead(setting);
  const sized = ahead && shared.workers + question.survive > 1 ? size('split') : shared;
  if (sized.kind === 'out-of-reach') return unfit(setting, sized.reason);
  const basis = ahead && sized.workers + question.survive > 1 ? 'split' : 'shared';
  return describe(cell, question, { needed: sized.workers, neededIfShared: shared.workers, basis });
}

/** One worker of a measured setting, as the model sees it. */
export function workerModel(cell: UsableCell): WorkerModel {
  const { setting, service } = cell;
  return {
    slotsPerWorker: setting.concurrency,
    serviceMs: setting.effectiveServiceMs,
    serviceScv: setting.serviceScv,
    service,
    overheadMs: setting.overheadMs,
  };
}

interface Sized {
  readonly needed: number;
  readonly neededIfShared: number;
  readonly basis: QueueBasis;
}

function describe(cell: UsableCell, question: SettledQuestion, sized: Sized): SizedSetting {
  const { setting } = cell;
  const { needed, basis } = sized;
  const { ratePerSec } = question;
  const worker = workerModel(cell);
  const workers = needed + question.survive;
  const figures = (as: QueueBasis) =>
    waitFigures(predictWait(queueOf(worker, ratePerSec, workers, as)), setting.overheadMs);
  return {
    state: 'meets-goal',
    setting,
    workers,
    neededWorkers: needed,
    neededIfShared: sized.neededIfShared,
    slots: workers * setting.concurrency,
    busySlots: offeredLoad(ratePerSec, setting.effectiveServiceMs),
    basis,
    forecast: forecastFleet(worker, ratePerSec, workers, basis),
    degraded: forecastFleet(worker, ratePerSec, needed, basis),
    ifShared: figures('shared'),
    ifSplit: figures('split'),
    slos: forecastSlos(question.slos, worker, predictWait(queueOf(worker, ratePerSec, needed, basis))),
    ...demandOf(setting, question, workers),
    warnings: doubts(cell, question, sized),
  };
}

/** Of the whole fleet at the planned rate. */
function demandOf(
  setting: MeasuredSetting,
  { ratePerSec, machine, headroomRatio }: SettledQuestion,
  workers: number,
): Pick<SizedSetting, 'cores' | 'memoryBytes' | 'machines'> {
  const cores = meanCores(ratePerSec, setting);
  const memoryEach = setting.memoryPerWorkerBytes;
  const memoryBytes = memoryEach === null ? null : bytes(memoryEach * workers);
  if (cores === null || memoryEach === null || machine === undefined)
    return { cores, memoryBytes, machines: null };
  const demand = { cores: cores / workers, memoryBytes: memoryEach };
  return { cores, memoryBytes, machines: machinesFor(workers, demand, machine, headroomRatio) };
}

/** CPU at a rate; null where it was not measured what a task takes. */
function meanCores(ratePerSec: PerSecond, { cpuMsPerTask }: MeasuredSetting): number | null {
  return cpuMsPerTask === null ? null : offeredLoad(ratePerSec, cpuMsPerTask);
}

function doubts(cell: UsableCell, question: SettledQuestion, sized: Sized): readonly ModelWarning[] {
  const { setting } = cell;
  const { needed, neededIfShared, basis } = sized;
  const queue = queueOf(workerModel(cell), question.ratePerSec, needed, basis);
  const utilization = offeredLoad(queue.ratePerSec, queue.serviceMs) / queue.slots;
  const promised = percentiles(question.slos);
  const warnings = [...waitWarnings({ ...queue, utilization }, promised)];
  const workers = needed + question.survive;
  if (basis === 'split' && neededIfShared < needed) {
    const detail = `sized for the worst case; one shared queue would need ${neededIfShared} instead of ${needed} workers`;
    warnings.push({ code: 'split-queue', detail });
  }
  if (workers > 1.5 * setting.measuredWorkers) {
    warnings.push({
      code: 'extrapolated-fleet',
      detail: `${workers} planned, ${setting.measuredWorkers} measured`,
    });
  }
  return [
    ...warnings,
    ...machineDoubts(setting, question.machine),
    ...useDoubts(setting),
    ...dataDoubts(cell, question.slos),
  ];
}

function machineDoubts(setting: MeasuredSetting, machine: PlanMachine | undefined): readonly ModelWarning[] {
  const { coresPerWorker } = setting;
  if (machine === undefined || coresPerWorker === null || machine.cpus >= coresPerWorker) return [];
  const detail = `${formatNumber(machine.cpus)} CPUs, one worker used ${formatNumber(coresPerWorker)}`;
  return [{ code: 'smaller-machine', detail }];
}

function useDoubts({ cpuMsPerTask, memoryPerWorkerBytes }: MeasuredSetting): readonly ModelWarning[] {
  const missing = [
    ...(cpuMsPerTask === null ? ['CPU'] : []),
    ...(memoryPerWorkerBytes === null ? ['memory'] : []),
  ];
  if (missing.length === 0) return [];
  return [
    { code: 'use-not-measured', detail: `no figures of ${missing.join(' and ')}: no machines are planned` },
  ];
}

function dataDoubts(cell: UsableCell, slos: readonly Slo[]): readonly ModelWarning[] {
  const warnings: ModelWarning[] = [];
  const far = Math.max(0, ...percentiles(slos.filter((slo) => slo.metric === 'end_to_end')));
  const least = far > 0 ? observationsNeeded(far) : 0;
  if (cell.observed < least) {
    const detail = `${cell.observed} service times, p${formatNumber(far * 100)} takes ${least}`;
    warnings.push({ code: 'few-service-times', detail });
  }
  if (cell.warningCodes.length > 0) {
    warnings.push({ code: 'measured-with-warnings', detail: cell.warningCodes.join(', ') });
  }
  return warnings;
}

function percentiles(slos: readonly Slo[]): readonly number[] {
  return slos.flatMap(({ of }) => (of.aggregate === 'percentile' ? [of.p] : []));
}

const unfit = (setting: MeasuredSetting, reason: string): UnfitSetting => ({
  state: 'out-of-reach',
  setting,
  reason,
});
