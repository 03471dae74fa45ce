// The run as the report shows it: one view a cell, repeats together, only trials that count.

import {
  isOpenLoop,
  type CellFigure,
  type Ledger,
  type ResultWarning,
  type RunResult,
  type TrialRecord,
} from '../../result/index.ts';
import { divided, viewFigure, type Estimate } from './figure.ts';
import { labelCells } from './labels.ts';
import { asEstimate, chooseLoad, viewLoad, type LoadView, type Quantiles } from './load.ts';
import { PLAIN_MARK, seriesOfCells, type Series } from './series.ts';

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
  /** Every phase but the warm-up, in their order. */
  readonly phases: readonly LoadView[];
  /** The open-loop ones among them. */
  readonly loads: readonly LoadView[];
  /** The first saturate phase; null when the run has none. */
  readonly full: LoadView | null;
  readonly service: Quantiles | null;
  readonly memory: MemoryView | null;
  readonly cpuMsPerTask: Estimate | null;
  /** Sums over the trials that count. */
  readonly ledger: Ledger | null;
  readonly warnings: readonly ResultWarning[];
}

export interface MemoryView {
  /** The peak of a trial, divided by workers and by slots. */
  readonly perWorker: Estimate;
  readonly perSlot: Estimate;
  readonly kind: 'pss' | 'rss';
}

export interface RunView {
  readonly cells: readonly CellView[];
  readonly rowTitle: string;
  /** Position of the compared load phase in a trial; see chooseLoad. */
  readonly loadIndex: number | null;
}

const NO_SERIES: Series = { name: '', system: '', pool: '', color: 'var(--c1)', mark: PLAIN_MARK };

export function viewRun(result: RunResult): RunView {
  const labels = labelCells(result);
  const series = seriesOfCells(result);
  const loadIndex = chooseLoad(result);
  const figuresOf = new Map(result.intervals.map(({ cellId, figures: own }) => [cellId, own]));
  const cells = result.cells.map((cell): CellView => {
    const run = result.trials.filter((trial) => trial.cellId === cell.id);
    const { full, row } = labels.byCell.get(cell.id) ?? { full: cell.id, row: cell.id };
    return {
      id: cell.id,
      label: full,
      rowLabel: row,
      series: series.get(cell.id) ?? NO_SERIES,
      ...figures(run, cell.fleet, loadIndex, figuresOf.get(cell.id) ?? []),
    };
  });
  return { cells, rowTitle: labels.rowTitle, loadIndex };
}

type Fleet = RunResult['cells'][number]['fleet'];
type Figures = Omit<CellView, 'id' | 'label' | 'rowLabel' | 'series'>;

function figures(
  run: readonly TrialRecord[],
  fleet: Fleet,
  loadIndex: number | null,
  measured: readonly CellFigure[],
): Figures {
  const trials = run.filter((trial) => trial.state === 'measured').toSorted((a, b) => a.repeat - b.repeat);
  const loads = loadsOf(trials, loadIndex, measured);
  const { load, full } = loads;
  const workers = fleet.reduce((sum, group) => sum + group.workers, 0);
  const slots = fleet.reduce((sum, group) => sum + group.workers * group.concurrency, 0);
  return {
    state: trials.length > 0 ? 'measured' : (run.at(-1)?.state ?? 'not run'),
    trials,
    trialsRun: run.length,
    workers,
    slots,
    capacity: trials.length === 0 ? null : ofTrial('capacity', measured),
    ...loads,
    service: load?.service ?? full?.service ?? null,
    memory: memoryOf(trials, workers, slots, measured),
    cpuMsPerTask: load?.cpuMsPerTask ?? full?.cpuMsPerTask ?? null,
    ledger: sumLedgers(trials),
    warnings: [
      ...run.flatMap((trial) => trial.warnings),
      ...run.flatMap((t) => t.phases.flatMap((p) => p.warnings)),
    ],
  };
}

type Loads = Pick<CellView, 'load' | 'phases' | 'loads' | 'full'>;

function loadsOf(
  trials: readonly TrialRecord[],
  loadIndex: number | null,
  measured: readonly CellFigure[],
): Loads {
  const views = (trials[0]?.phases ?? []).flatMap((_, index) => viewLoad(trials, index, measured) ?? []);
  const phases = views.filter(({ phase }) => phase !== 'warm-up');
  return {
    load: loadIndex === null ? null : (views[loadIndex] ?? null),
    phases,
    loads: phases.filter(isOpenLoop),
    full: phases.find(({ phase }) => phase === 'saturate') ?? null,
  };
}

/** A figure of the trial as a whole. */
function ofTrial(metric: string, measured: readonly CellFigure[]): Estimate | null {
  const found = measured.find((one) => one.metric === metric && one.phase === null);
  return found === undefined ? null : asEstimate(viewFigure(found, [], null));
}

function memoryOf(
  trials: readonly TrialRecord[],
  workers: number,
  slots: number,
  measured: readonly CellFigure[],
): MemoryView | null {
  const fleet = trials.length === 0 ? null : ofTrial('memory', measured);
  if (fleet === null) return null;
  const rss = trials.some(({ phases }) => phases.some(({ resources }) => resources.memoryKind === 'rss'));
  return {
    perWorker: divided(fleet, Math.max(1, workers)),
    perSlot: divided(fleet, Math.max(1, slots)),
    kind: rss ? 'rss' : 'pss',
  };
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
    strays: ledgers.some((l) => l.strays === null) ? null : sum((l) => l.strays ?? 0),
    balanced: ledgers.every((ledger) => ledger.balanced),
  };
}
