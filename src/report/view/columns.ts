// The columns of the tables made of text: what each shows of a cell.

import {
  bytes,
  formatDuration,
  formatNumber,
  formatRatio,
  formatSize,
  ms,
  ratio,
} from '../../units/index.ts';
import type { CellView } from './cells.ts';

export interface TextColumn {
  readonly head: string;
  readonly text: (cell: CellView) => string;
}

/** Stands where there is no figure. */
export const NOTHING = '–';

function column<T>(
  head: string,
  read: (cell: CellView) => T | null | undefined,
  write: (value: T) => string,
): TextColumn {
  return {
    head,
    text: (cell) => {
      const value = read(cell);
      return value === null || value === undefined ? NOTHING : write(value);
    },
  };
}

const duration = (value: number): string => formatDuration(ms(value));
const size = (value: number): string => formatSize(bytes(value));

/** Half the interval over repeats, or null. */
export function halfInterval({ capacity }: CellView): number | null {
  if (capacity === null || capacity.low === null || capacity.high === null) return null;
  return capacity.high - capacity.mean;
}

/** "measured", or how many of the trials count. */
export function stateText({ state, trials, trialsRun }: CellView): string {
  return trials.length === trialsRun || trials.length === 0 ? state : `${trials.length} of ${trialsRun} ok`;
}

export const COLUMN = {
  setting: { head: 'setting', text: (cell) => cell.label },
  state: { head: 'state', text: stateText },
  throughput: column('tasks/s', (cell) => cell.capacity?.mean, formatNumber),
  interval: column('±', halfInterval, formatNumber),
  utilization: column(
    'util',
    (cell) => cell.load?.utilizationRatio,
    (value) => formatRatio(ratio(value)),
  ),
  waitP50: column('wait p50', (cell) => cell.load?.wait.p50Ms, duration),
  waitP95: column('wait p95', (cell) => cell.load?.wait.p95Ms, duration),
  waitP99: column('wait p99', (cell) => cell.load?.wait.p99Ms, duration),
  serviceP50: column('service p50', (cell) => cell.service?.p50Ms, duration),
  serviceP95: column('service p95', (cell) => cell.service?.p95Ms, duration),
  endToEndP95: column('e2e p95', (cell) => cell.load?.endToEnd.p95Ms, duration),
  workerMemory: column('mem/worker', (cell) => cell.memory?.perWorkerBytes, size),
  slotMemory: column('mem/slot', (cell) => cell.memory?.perSlotBytes, size),
  cpuPerTask: column('CPU/task', (cell) => cell.cpuMsPerTask, duration),
} as const satisfies Readonly<Record<string, TextColumn>>;
