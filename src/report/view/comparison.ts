// The loads of a run side by side: where several systems went through them, a grid a load with a column a system and a
// row for what else the settings are; of one system, one grid with a column a load. A closed loop and a full queue are
// compared by what the fleet did, a schedule by how long tasks waited.

import type { CellRecord, RunResult } from '../../result/index.ts';
import type { CellView } from './cells.ts';
import { NOTHING } from './columns.ts';
import { fullText, plainText, valueOf, type Figure } from './figure.ts';
import { cellFacts, type CellFacts } from './labels.ts';
import type { LoadView } from './load.ts';

export interface ComparisonGrid {
  /** Where it stands alone: "full queue: tasks a second". */
  readonly title: string;
  /** What all of it is of: "full queue"; of several loads what their figures mean. */
  readonly heading: string;
  /** What the figures mean: "tasks a second". */
  readonly meaning: string;
  /** The load, by its place in the phases of every cell; null when the columns are loads. */
  readonly phaseIndex: number | null;
  /** What its rows are: "pool", "setting". */
  readonly rowHead: string;
  readonly columns: readonly string[];
  readonly rows: readonly GridRow[];
}

export interface GridRow {
  readonly label: string;
  /** As many as columns. */
  readonly entries: readonly GridEntry[];
}

/** One figure of one setting; `cell` is null where no setting is meant. */
export interface GridEntry {
  readonly cell: CellView | null;
  /** With its interval, and marked where it is not known to be steady. */
  readonly text: string;
  readonly shortText: string;
  readonly value: number | null;
  /** Better than all others measured that it is compared with, and no interval touches its own. */
  readonly best: boolean;
  /** Too few tasks ended to tell whether the phase was steady: the figure stands, a warm-up may be in it. */
  readonly unjudged: boolean;
}

/** Behind a figure of a phase whose steadiness was not judged. */
const UNJUDGED = ' ?';

/** What the marks in the grids mean; empty where none has such a mark. `best`: how the best is marked. */
export function markNotes(grids: readonly ComparisonGrid[], best: string): readonly string[] {
  const entries = grids.flatMap(({ rows }) => rows.flatMap((row) => row.entries));
  const judged = entries.some((one) => one.best);
  return [
    ...(judged ? [`${best} better than all it is compared with, by more than the intervals leave open`] : []),
    ...(entries.some((one) => one.unjudged)
      ? ['? not judged whether it was steady: too few tasks ended, a warm-up may be in the figure']
      : []),
  ];
}

/**
 * Empty where the table of settings says it all: one system, a full queue and one scheduled load. `brief`: also where
 * the table leaves out no more than further scheduled loads.
 */
export function comparisonGrids(
  result: RunResult,
  cells: readonly CellView[],
  { brief = false }: { readonly brief?: boolean } = {},
): readonly ComparisonGrid[] {
  const loads = comparedLoads(cells);
  const systems = [...new Set(result.cells.map(({ system }) => system))];
  if (systems.length > 1) return loads.map((load) => systemGrid(load, systems, result, cells));
  const closed = loads.some(({ phase }) => phase === 'closed');
  const scheduled = loads.filter(({ phase }) => phase !== 'saturate').length;
  return closed || (!brief && scheduled > 1) ? [loadGrid(loads, cells)] : [];
}

/** A load and the setting that is better under it than all others; `best` is null where the run does not tell. */
export interface Standout {
  readonly load: string;
  /** With its figure in words: "54,400/s", "p95 wait 3 ms". */
  readonly best: { readonly cell: CellView; readonly text: string } | null;
}

export function standouts(cells: readonly CellView[]): readonly Standout[] {
  return comparedLoads(cells).map((load) => {
    const found = entriesOf(cells, load).find(({ best }) => best);
    const cell = found?.cell ?? null;
    const { said } = MEASURES[load.phase];
    const best = found === undefined || cell === null ? null : { cell, text: said(found.shortText) };
    return { load: load.label, best };
  });
}

/** A load of the scenario, by its place among the phases of every cell. */
interface ComparedLoad {
  readonly index: number;
  readonly label: string;
  readonly phase: LoadView['phase'];
}

interface Measure {
  readonly meaning: string;
  /** A figure of it where no heading says what it is. */
  readonly said: (figure: string) => string;
  readonly read: (load: LoadView) => Figure | null;
  readonly better: 'higher' | 'lower';
}

const DONE: Measure = {
  meaning: 'tasks a second',
  said: (figure) => figure,
  read: (load) => load.throughput,
  better: 'higher',
};
const WAITED: Measure = {
  meaning: 'p95 wait',
  said: (figure) => `p95 wait ${figure}`,
  read: (load) => load.wait.p95,
  better: 'lower',
};
const FOUND: Measure = {
  meaning: 'rate that kept the goal',
  said: (figure) => `${figure} within the goal`,
  read: (load) => load.search,
  better: 'higher',
};

const MEASURES: Readonly<Record<LoadView['phase'], Measure>> = {
  'warm-up': DONE,
  saturate: DONE,
  closed: DONE,
  rate: WAITED,
  utilization: WAITED,
  replay: WAITED,
  search: FOUND,
};

// A cell without a trial that counts has no phases; the others went through the same.
function comparedLoads(cells: readonly CellView[]): readonly ComparedLoad[] {
  const [most = []] = cells.map(({ phases }) => phases).toSorted((a, b) => b.length - a.length);
  return most.map(({ phase, label }, index) => ({
    index,
    phase,
    label: phase === 'saturate' ? 'full queue' : label,
  }));
}

function systemGrid(
  load: ComparedLoad,
  systems: readonly string[],
  { cells: records }: RunResult,
  cells: readonly CellView[],
): ComparisonGrid {
  const views = new Map(cells.map((cell) => [cell.id, cell]));
  const kinds = new Map<string, CellRecord[]>();
  for (const record of records) {
    const kind = kindText(record);
    kinds.set(kind, [...(kinds.get(kind) ?? []), record]);
  }
  const rows = [...kinds].map(([label, alike]) => {
    const own = systems.map(
      (system) => views.get(alike.find((one) => one.system === system)?.id ?? '') ?? null,
    );
    return { label, entries: entriesOf(own, load) };
  });
  const { label: heading } = load;
  const { meaning } = MEASURES[load.phase];
  const title = `${heading}: ${meaning}`;
  return { title, heading, meaning, phaseIndex: load.index, rowHead: 'pool', columns: systems, rows };
}

function loadGrid(loads: readonly ComparedLoad[], cells: readonly CellView[]): ComparisonGrid {
  const columns = loads.map((load) => entriesOf(cells, load));
  const rows = cells.map(({ label }, row) => ({
    label,
    entries: columns.flatMap((entries) => entries[row] ?? []),
  }));
  const meaning = [...new Set(loads.map(({ phase }) => MEASURES[phase].meaning))].join(', ');
  const columnHeads = loads.map(({ label }) => label);
  return {
    title: `load by load: ${meaning}`,
    heading: meaning,
    meaning,
    phaseIndex: null,
    rowHead: 'setting',
    columns: columnHeads,
    rows,
  };
}

function entriesOf(
  cells: readonly (CellView | null)[],
  { index, phase }: ComparedLoad,
): readonly GridEntry[] {
  const { read, better } = MEASURES[phase];
  const figures = cells.map((cell) => {
    const load = cell?.phases[index];
    return load === undefined ? null : read(load);
  });
  return cells.map((cell, at) => {
    const figure = figures[at] ?? null;
    const unjudged = figure !== null && (cell?.phases[index]?.unjudged ?? false);
    const mark = unjudged ? UNJUDGED : '';
    return {
      cell,
      text: `${entryText(cell, figure, fullText)}${mark}`,
      shortText: `${entryText(cell, figure, plainText)}${mark}`,
      value: valueOf(figure),
      best: isBest(figures, at, better),
      unjudged,
    };
  });
}

function entryText(cell: CellView | null, figure: Figure | null, write: (figure: Figure) => string): string {
  if (figure !== null) return write(figure);
  return cell === null || cell.state === 'measured' ? NOTHING : cell.state;
}

// Its interval touches none of the others'.
function isBest(figures: readonly (Figure | null)[], at: number, better: Measure['better']): boolean {
  const own = spanOf(figures[at] ?? null);
  const others = figures.flatMap((figure, index) => (index === at ? [] : (spanOf(figure) ?? [])));
  const measured = figures.filter((figure) => figure?.kind === 'value').length;
  if (own === undefined || measured < 2 || others.length < measured - 1) return false;
  return others.every(({ low, high }) => (better === 'higher' ? high < own.low : low > own.high));
}

function spanOf(figure: Figure | null): { readonly low: number; readonly high: number } | undefined {
  if (figure?.kind !== 'value' || figure.low === null || figure.high === null) return undefined;
  return { low: figure.low, high: figure.high };
}

// What a setting is, whichever system it is of: "prefork ×10, prefetch 4" where the scenario varies the prefetch.
function kindText(record: CellRecord): string {
  const facts = cellFacts(record);
  const varied = [...VARIED].flatMap(([key, read]) =>
    key in record.settings ? [`${key} ${read(facts)}`] : [],
  );
  const others = [...facts.others].map(([key, value]) => `${key} ${value}`);
  return [`${facts.pool} ×${facts.concurrency}`, ...varied, ...others].join(', ');
}

const VARIED = new Map<string, (facts: CellFacts) => string>([
  ['prefetch', (facts) => facts.prefetch],
  ['workers', (facts) => facts.workers],
]);
