// Planned faults of a setting: the same fault in every repeat together.

import type { FaultRecord } from '../../result/index.ts';
import { median, sortSamples } from '../../stats/index.ts';
import { formatDuration, ms } from '../../units/index.ts';
import type { CellView } from './cells.ts';

export interface FaultView {
  readonly cell: CellView;
  readonly detail: string;
  readonly atMs: number;
  /** Median over the repeats that recovered; null when none did. */
  readonly recoveryMs: number | null;
  /** "3.2 s (2.9 s to 4 s)"; why there is none. */
  readonly recovery: string;
  /** Of the worst repeat. */
  readonly worstWaitMs: number | null;
  /** Sums over the repeats; null where it cannot be told. */
  readonly lost: number | null;
  readonly doneAgain: number;
  /** Why tasks were lost, where they were. */
  readonly remark: string;
}

export function faultsOf(cell: CellView): readonly FaultView[] {
  const most = Math.max(0, ...cell.trials.map(({ faults }) => faults.length));
  return Array.from({ length: most }, (_, index) =>
    cell.trials.flatMap(({ faults }) => faults[index] ?? []),
  ).flatMap((records) => {
    const [first] = records;
    return first === undefined ? [] : [faultView(cell, first, records)];
  });
}

function faultView(cell: CellView, first: FaultRecord, records: readonly FaultRecord[]): FaultView {
  const recovered = records.flatMap(({ recoveryMs }) => recoveryMs ?? []).toSorted((a, b) => a - b);
  const waits = records.flatMap(({ worstWaitMs }) => worstWaitMs ?? []);
  const unknown = records.some(({ lost }) => lost === null);
  return {
    cell,
    // A process id is another in every repeat.
    detail: first.detail.replace(/ \(pid \d+\)/g, ''),
    atMs: first.atMs,
    recoveryMs: middleOf(recovered),
    recovery: recoveryText(recovered, records),
    worstWaitMs: waits.length === 0 ? null : Math.max(...waits),
    lost: unknown ? null : records.reduce((sum, { lost }) => sum + (lost ?? 0), 0),
    doneAgain: records.reduce((sum, { doneAgain }) => sum + doneAgain, 0),
    remark: [...new Set(records.flatMap(({ lossReason }) => lossReason ?? []))].join('; '),
  };
}

// One: "3.2 s". Two: "not felt to 3.2 s". More: the median with both ends.
function recoveryText(sorted: readonly number[], records: readonly FaultRecord[]): string {
  const failed = records.filter(({ recoveryMs }) => recoveryMs === null);
  const why = failed[0]?.noRecoveryReason ?? 'did not recover';
  const low = said(sorted[0]);
  const high = said(sorted.at(-1));
  if (low === undefined || high === undefined) return why;
  const middle = said(middleOf(sorted)) ?? low;
  const range =
    low === high ? low : sorted.length === 2 ? `${low} to ${high}` : `${middle} (${low} to ${high})`;
  return failed.length === 0 ? range : `${range}; ${failed.length} of ${records.length}: ${why}`;
}

// Of an even number the mean of the middle two.
function middleOf(values: readonly number[]): number | null {
  const middle = median(sortSamples(values));
  return middle.kind === 'estimate' ? middle.value : null;
}

const said = (value: number | null | undefined): string | undefined =>
  value === undefined || value === null ? undefined : value === 0 ? 'not felt' : formatDuration(ms(value));
