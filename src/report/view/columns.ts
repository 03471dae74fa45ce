// The columns of the tables made of text: what each shows of a cell.

import type { CellView } from './cells.ts';
import { fullText, plainText, type Figure } from './figure.ts';
import { settingLimit } from './limits.ts';

export interface TextColumn {
  readonly head: string;
  readonly text: (cell: CellView) => string;
}

/** Stands where there is no figure. */
export const NOTHING = '–';

type Read = (cell: CellView) => Figure | null | undefined;

function column(head: string, read: Read, write: (figure: Figure) => string = plainText): TextColumn {
  return {
    head,
    text: (cell) => {
      const figure = read(cell);
      return figure === null || figure === undefined ? NOTHING : write(figure);
    },
  };
}

// The head names the unit of a rate.
const withoutUnit = (text: string): string => text.replace(/\/s(?= |$)/, '');

/** "measured", or how many of the trials count. */
export function stateText({ state, trials, trialsRun }: CellView): string {
  return trials.length === trialsRun || trials.length === 0 ? state : `${trials.length} of ${trialsRun} ok`;
}

const capacity: Read = (cell) => cell.capacity;
/** Of the first capacity search of the setting. */
const searched: Read = (cell) => cell.phases.find(({ search }) => search !== null)?.search;

export const COLUMN = {
  setting: { head: 'setting', text: (cell) => cell.label },
  state: { head: 'state', text: stateText },
  throughput: column('tasks/s', capacity, (figure) => withoutUnit(plainText(figure))),
  /** With the interval over repeats. */
  throughputInterval: column('tasks/s', capacity, (figure) => withoutUnit(fullText(figure))),
  /** That keeps the goal of a capacity search. */
  highestRate: column('highest rate', searched),
  highestRateInterval: column('highest rate', searched, fullText),
  limit: { head: 'limit', text: (cell) => settingLimit(cell)?.cause ?? NOTHING },
  utilization: column('util', (cell) => cell.load?.utilization),
  waitP50: column('wait p50', (cell) => cell.load?.wait.p50),
  waitP95: column('wait p95', (cell) => cell.load?.wait.p95),
  /** With the interval over repeats, or from the tasks of a single one. */
  waitP95Interval: column('wait p95', (cell) => cell.load?.wait.p95, fullText),
  waitP99: column('wait p99', (cell) => cell.load?.wait.p99),
  serviceP50: column('service p50', (cell) => cell.service?.p50),
  serviceP95: column('service p95', (cell) => cell.service?.p95),
  endToEndP95: column('e2e p95', (cell) => cell.load?.endToEnd.p95),
  workerMemory: column('mem/worker', (cell) => cell.memory?.perWorker),
  slotMemory: column('mem/slot', (cell) => cell.memory?.perSlot),
  cpuPerTask: column('CPU/task', (cell) => cell.cpuMsPerTask),
} as const satisfies Readonly<Record<string, TextColumn>>;

/** Markers of one kind that are named; of further ones (each backlog grew at its own rate) these stand for all. */
const MOST_MARKERS = 3;

/** What stands in tables in place of figures that were refused, and why; empty when none was. */
export function refusalNotes(cells: readonly CellView[]): readonly string[] {
  const figures = cells.flatMap(({ load, service }) =>
    [load?.wait, load?.endToEnd, service].flatMap((one) => [one?.p50, one?.p95, one?.p99]),
  );
  const markers = new Map<string, Set<string>>();
  for (const figure of figures) {
    if (figure?.kind !== 'refused') continue;
    markers.set(figure.rule, (markers.get(figure.rule) ?? new Set()).add(figure.short));
  }
  return [...markers].map(([rule, shorts]) => {
    const more = shorts.size > MOST_MARKERS ? ', …' : '';
    return `${[...shorts].slice(0, MOST_MARKERS).join(', ')}${more}: ${rule}.`;
  });
}
