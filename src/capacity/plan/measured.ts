// From the trials of one cell to the figures a plan stands on.

import { figureOf, isScheduled, mergeHistogramRecords } from '../../result/index.ts';
import type { CellRecord, FigureInterval, PhaseRecord, RunResult, TrialRecord } from '../../result/index.ts';
import { sum } from '../../stats/index.ts';
import { bytes, ms, perSecond } from '../../units/index.ts';
import { measuredService } from '../models/service-law.ts';
import type { ServiceLaw } from '../models/service-law.ts';
import type { MeasuredSetting, UnusableSetting } from './plan.ts';

/** A setting with what the model needs of it besides plain figures. */
export interface UsableCell {
  readonly state: 'usable';
  readonly setting: MeasuredSetting;
  readonly service: ServiceLaw;
  /** Service times observed. */
  readonly observed: number;
  /** Null when its memory was not measured. */
  readonly memoryKind: 'pss' | 'rss' | null;
  /** Codes of the warnings that its trials and phases carry. */
  readonly warningCodes: readonly string[];
  readonly trials: readonly TrialRecord[];
}

/** Every cell of a run, in its order. */
export function measuredCells(result: RunResult): readonly (UsableCell | UnusableSetting)[] {
  const labels = settingLabels(result.cells);
  return result.cells.map((cell, index) => {
    const label = labels[index] ?? cell.id;
    const trials = result.trials.filter((trial) => trial.cellId === cell.id);
    const problem = whyUnusable(cell, trials);
    if (problem !== undefined) return { state: 'not-usable', cellId: cell.id, label, reason: problem };
    const interval = figureOf(result.intervals, cell.id, 'capacity', null)?.interval ?? null;
    return usableCell(cell, label, trials.filter(hasCapacity), interval);
  });
}

type CapacityTrial = TrialRecord & { readonly capacityPerSec: number };

function hasCapacity(trial: TrialRecord): trial is CapacityTrial {
  return trial.state === 'measured' && trial.capacityPerSec !== null && trial.capacityPerSec > 0;
}

function usableCell(
  cell: CellRecord,
  label: string,
  trials: readonly CapacityTrial[],
  interval: FigureInterval | null,
): UsableCell {
  const [group] = cell.fleet;
  const [trial] = trials;
  const slots = trial?.slots ?? 1;
  const workers = trial?.workers ?? 1;
  const rates = trials.map((one) => one.capacityPerSec);
  const capacity = sum(rates) / rates.length;
  const saturated = phasesOf(trials, (phase) => phase.phase === 'saturate');
  const open = phasesOf(trials, isScheduled);
  const effectiveMs = (slots / capacity) * 1000;
  const bodies = mergeHistogramRecords(
    (open.some(hasService) ? open : saturated).map((phase) => phase.service),
  );
  const body = bodies.figures;
  const atCapacity = mergeHistogramRecords(saturated.map((phase) => phase.service)).figures;
  const saturatedBodyMs = Math.min(effectiveMs, atCapacity.count > 0 ? atCapacity.meanMs : body.meanMs);
  const setting: MeasuredSetting = {
    cellId: cell.id,
    label,
    system: cell.system,
    pool: group?.pool ?? '',
    concurrency: slots / workers,
    prefetch: group?.prefetch ?? 0,
    repeats: trials.length,
    measuredWorkers: workers,
    ...capacityOf(capacity, interval),
    effectiveServiceMs: ms(effectiveMs),
    bodyMs: body.meanMs,
    serviceScv: slotScv(effectiveMs, saturatedBodyMs, body),
    overheadMs: ms(overhead(effectiveMs - saturatedBodyMs, open)),
    ...useOf(trials, saturated, workers),
  };
  return {
    state: 'usable',
    setting,
    service: measuredService(bodies, body.meanMs),
    observed: body.count,
    memoryKind: memoryKindOf(trials),
    warningCodes: warningCodes(trials),
    trials,
  };
}

type CapacityFigures = Pick<MeasuredSetting, 'capacityPerSec' | 'capacityLowPerSec' | 'capacityHighPerSec'>;

function capacityOf(capacity: number, interval: FigureInterval | null): CapacityFigures {
  return {
    capacityPerSec: perSecond(capacity),
    capacityLowPerSec: perSecond(interval?.low ?? capacity),
    capacityHighPerSec: perSecond(interval?.high ?? capacity),
  };
}

type UseFigures = Pick<MeasuredSetting, 'cpuMsPerTask' | 'coresPerWorker' | 'memoryPerWorkerBytes'>;

// Of the phases in which the fleet could be looked at: one in which it could not is no phase without CPU.
function useOf(
  trials: readonly TrialRecord[],
  saturated: readonly PhaseRecord[],
  workers: number,
): UseFigures {
  const cores = known(saturated, ({ resources }) => resources.cpuCores);
  const peaks = known(
    trials.flatMap(({ phases }) => phases),
    ({ resources }) => resources.memoryPeakBytes,
  );
  return {
    cpuMsPerTask: mean(known(saturated, ({ resources }) => resources.cpuMsPerTask)),
    coresPerWorker: mean(cores.map((all) => all / workers)),
    memoryPerWorkerBytes: peaks.length === 0 ? null : bytes(Math.max(...peaks) / workers),
  };
}

// One RSS among them makes the highest an upper bound.
function memoryKindOf(trials: readonly TrialRecord[]): UsableCell['memoryKind'] {
  const kinds = trials.flatMap(({ phases }) => phases.map(({ resources }) => resources.memoryKind));
  return kinds.find((kind) => kind === 'rss') ?? kinds.find((kind) => kind === 'pss') ?? null;
}

// What a task costs a slot besides its body at saturation, unless the open-loop phases show that tasks wait less than
// that in all: then their mean wait, which includes the dispatch, is the better bound.
function overhead(atSaturationMs: number, open: readonly PhaseRecord[]): number {
  const waits = open.filter(hasService).map((phase) => phase.wait.summary.meanMs);
  return Math.min(atSaturationMs, ...waits);
}

// The body keeps its own variation; the rest of the slot's time, whose variation is not measured, is taken as
// exponential and independent of it.
function slotScv(
  effectiveMs: number,
  saturatedBodyMs: number,
  body: { meanMs: number; sdMs: number },
): number {
  const bodyShare = saturatedBodyMs / effectiveMs;
  const bodyScv = body.meanMs > 0 ? (body.sdMs / body.meanMs) ** 2 : 0;
  return bodyScv * bodyShare ** 2 + (1 - bodyShare) ** 2;
}

function whyUnusable(cell: CellRecord, trials: readonly TrialRecord[]): string | undefined {
  if (trials.length === 0) return 'no trial of it was run';
  if (new Set(cell.fleet.map(kindOfWorker)).size > 1) {
    return 'its fleet mixes kinds of workers; a plan counts workers of one kind on one queue';
  }
  if (trials.some(hasCapacity)) {
    const timed = trials.filter(hasCapacity).some((trial) => trial.phases.some(hasService));
    return timed ? undefined : 'no service time was recorded';
  }
  // One trial that counts says more than others that do not.
  if (trials.some((trial) => trial.state === 'measured'))
    return 'its capacity is not known, which a saturate phase measures';
  const failed = trials.find((trial) => trial.failure !== null)?.failure;
  if (failed !== undefined && failed !== null) return `failed: ${failed.message}`;
  const refusals = trials.flatMap((trial) => trial.refusals.map(({ code }) => code));
  if (trials.some((trial) => trial.state === 'invalid'))
    return `invalid (${[...new Set(refusals)].sort().join(', ') || 'no reason recorded'})`;
  return 'interrupted';
}

function kindOfWorker(group: CellRecord['fleet'][number]): string {
  const { pool, concurrency, prefetch, queues } = group;
  return JSON.stringify([pool, concurrency, prefetch, [...queues].sort()]);
}

/** Short names, unique in the run: what one would type; the system where there are several; else the cell's id. */
function settingLabels(cells: readonly CellRecord[]): readonly string[] {
  const systems = new Set(cells.map((cell) => cell.system));
  const short = cells.map((cell) => {
    const [group] = cell.fleet;
    const worker = `${group?.pool} -c ${group?.concurrency} --prefetch ${group?.prefetch}`;
    return systems.size > 1 ? `${cell.system} ${worker}` : worker;
  });
  return new Set(short).size === cells.length ? short : cells.map((cell) => cell.id);
}

const hasService = (phase: PhaseRecord): boolean => phase.service.summary.count > 0;

function phasesOf(trials: readonly TrialRecord[], wanted: (phase: PhaseRecord) => boolean): PhaseRecord[] {
  return trials.flatMap((trial) => trial.phases.filter(wanted));
}

function warningCodes(trials: readonly TrialRecord[]): readonly string[] {
  const all = trials.flatMap((trial) => [
    ...trial.warnings,
    ...trial.phases.flatMap((phase) => phase.warnings),
  ]);
  return [...new Set(all.map((warning) => warning.code))].sort();
}

function known(phases: readonly PhaseRecord[], of: (phase: PhaseRecord) => number | null): readonly number[] {
  return phases.map(of).filter((value) => value !== null);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}
