// The run as the report shows it: one view a cell, repeats together, only trials that count.

import type { Ledger, ResultWarning, RunResult, TrialRecord } from '../../result/index.ts';
import { estimate, type Estimate } from './estimate.ts';
import { labelCells } from './labels.ts';
import { chooseLoad, viewLoad, type LoadView, type Quantiles } from './load.ts';
import { seriesOfCells, type Series } from './series.ts';

export type CellState = TrialRecord['state'] | 'not run';

export interface CellView {
  readonly id: string;
  readonly label: string;
  readonly rowLabel: string;
  readonly series: Series;
  /** measured when at least one trial counts; otherwise what happened to the last one. */
  readonly state: CellState;
  /** The trials whose figures count, in the order of their repeats. */
  readonly trials: readonly TrialRecord[];
  readonly trialsRun: number;
  readonly workers: number;
  readonly slots: number;
  /** Tasks a second in the saturate phase. */
  readonly capacity: Estimate | null;
  /** The load phase the run is compared in; null when the run has no open-loop phase. */
  readonly load: LoadView | null;
  readonly service: Quantiles | null;
  readonly memory: MemoryView | null;
  readonly cpuMsPerTask: number | null;
  /** Sums over the trials that count. */
  readonly ledger: Ledger | null;
  readonly warnings: readonly ResultWarning[];
}

export interface MemoryView {
  /** Highest of the phases and repeats, divided by workers and by slots. */
  readonly perWorkerBytes: number;
  readonly perSlotBytes: number;
  readonly kind: 'pss' | 'rss';
}

export interface RunView {
  readonly cells: readonly CellView[];
  readonly rowTitle: string;
  /** Position of the compared load phase in a trial; see chooseLoad. */
  readonly loadIndex: number | null;
}

export function viewRun(result: RunResult): RunView {
  const labels = labelCells(result);
  const series = seriesOfCells(result);
  const loadIndex = chooseLoad(result);
  const cells = result.cells.map((cell): CellView => {
    const run = result.trials.filter((trial) => trial.cellId === cell.id);
    const { full, row } = labels.byCell.get(cell.id) ?? { full: cell.id, row: cell.id };
    const own = series.get(cell.id) ?? { name: cell.system, color: 'var(--c1)' };
    return { id: cell.id, label: full, rowLabel: row, series: own, ...figures(run, cell.fleet, loadIndex) };
  });
  return { cells, rowTitle: labels.rowTitle, loadIndex };
}

type Fleet = RunResult['cells'][number]['fleet'];
type Figures = Omit<CellView, 'id' | 'label' | 'rowLabel' | 'series'>;

function figures(run: readonly TrialRecord[], fleet: Fleet, loadIndex: number | null): Figures {
  const trials = run.filter((trial) => trial.state === 'measured').toSorted((a, b) => a.repeat - b.repeat);
  const capacities = trials.flatMap((trial) => trial.capacityPerSec ?? []);
  const load = loadIndex === null ? null : viewLoad(trials, loadIndex);
  const [saturated] = saturateIndexes(trials);
  const full = saturated === undefined ? null : viewLoad(trials, saturated);
  return {
    state: trials.length > 0 ? 'measured' : (run.at(-1)?.state ?? 'not run'),
    trials,
    trialsRun: run.length,
    workers: fleet.reduce((sum, group) => sum + group.workers, 0),
    slots: fleet.reduce((sum, group) => sum + group.workers * group.concurrency, 0),
    capacity: capacities.length === 0 ? null : estimate(capacities),
    load,
    service: load?.service ?? full?.service ?? null,
    memory: memoryOf(trials),
    cpuMsPerTask: load?.cpuMsPerTask ?? full?.cpuMsPerTask ?? null,
    ledger: sumLedgers(trials),
    warnings: [
      ...run.flatMap((trial) => trial.warnings),
      ...run.flatMap((t) => t.phases.flatMap((p) => p.warnings)),
    ],
  };
}

function saturateIndexes(trials: readonly TrialRecord[]): number[] {
  const phases = trials[0]?.phases ?? [];
  return phases.flatMap((phase, index) => (phase.phase === 'saturate' ? [index] : []));
}

function memoryOf(trials: readonly TrialRecord[]): MemoryView | null {
  let best: MemoryView | null = null;
  for (const trial of trials) {
    for (const { resources } of trial.phases) {
      const perWorkerBytes = resources.memoryPeakBytes / Math.max(1, trial.workers);
      if (perWorkerBytes <= (best?.perWorkerBytes ?? 0)) continue;
      const perSlotBytes = resources.memoryPeakBytes / Math.max(1, trial.slots);
      best = { perWorkerBytes, perSlotBytes, kind: resources.memoryKind };
    }
  }
  return best;
}

function sumLedgers(trials: readonly TrialRecord[]): Ledger | null {
  const ledgers = trials.flatMap((trial) => trial.ledger ?? []);
  if (ledgers.length === 0) return null;
  const sum = (read: (ledger: Ledger) => number) => ledgers.reduce((total, l) => total + read(l), 0);
  return {
    sent: sum((l) => l.sent),
    doneOnce: sum((l) => l.doneOnce),
    doneAgain: sum((l) => l.doneAgain),
    failed: sum((l) => l.failed),
    lost: sum((l) => l.lost),
    left: sum((l) => l.left),
    balanced: ledgers.every((ledger) => ledger.balanced),
  };
}
