// Worst first: cells by their worst row, rows by how bad they are.

import type { Comparison, ThresholdOutcome } from '../../gate/index.ts';

export interface CellRows<R> {
  readonly cellId: string;
  /** The cell; with the closed loop that the rows are of, where they are of one. */
  readonly title: string;
  readonly rows: readonly R[];
}

const OUTCOME_RANK: Readonly<Record<ThresholdOutcome['outcome'], number>> = {
  failed: 0,
  undecided: 1,
  passed: 2,
};

const VERDICT_RANK: Readonly<Record<Comparison['verdict'], number>> = {
  regressed: 0,
  undecided: 1,
  'not-worse': 2,
  equivalent: 3,
  improved: 4,
};

export function worstThresholds(
  outcomes: readonly ThresholdOutcome[],
): readonly CellRows<ThresholdOutcome>[] {
  return group(outcomes, (row) => [
    OUTCOME_RANK[row.outcome],
    row.outcome === 'passed' ? distance(row) : -distance(row),
  ]);
}

export function worstComparisons(comparisons: readonly Comparison[]): readonly CellRows<Comparison>[] {
  return group(comparisons, (row) => [VERDICT_RANK[row.verdict], -worsening(row)]);
}

/** "pool=async concurrency=8, under 50 outstanding": what a row is of. */
const placeText = (cellId: string, load: string | null): string =>
  load === null ? cellId : `${cellId}, under ${load}`;

type Badness = readonly [number, number];

// Sorting keeps the order of the run among equals.
function group<R extends { readonly cellId: string; readonly load?: string | null }>(
  rows: readonly R[],
  badness: (row: R) => Badness,
): readonly CellRows<R>[] {
  const byPlace = new Map<string, { readonly cellId: string; readonly rows: R[] }>();
  for (const row of rows) {
    const title = placeText(row.cellId, row.load ?? null);
    const place = byPlace.get(title) ?? { cellId: row.cellId, rows: [] };
    place.rows.push(row);
    byPlace.set(title, place);
  }
  return [...byPlace]
    .map(([title, { cellId, rows: own }]) => ({
      cellId,
      title,
      rows: own.toSorted((a, b) => compare(badness(a), badness(b))),
    }))
    .toSorted((a, b) => compare(worst(a.rows, badness), worst(b.rows, badness)));
}

function worst<R>(rows: readonly R[], badness: (row: R) => Badness): Badness {
  const [first] = rows;
  return first === undefined ? [Infinity, 0] : badness(first);
}

// Infinities are equal to themselves here, which their difference is not.
function compare(a: Badness, b: Badness): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  return a[1] === b[1] ? 0 : a[1] - b[1];
}

/** How far from its limit, as a ratio on either side; without end where one of the two is 0. */
function distance({ value, limit }: ThresholdOutcome): number {
  if (value === null) return 0;
  if (limit.value === 0 || value === 0) return Infinity;
  return Math.abs(Math.log(value / limit.value));
}

function worsening({ effect, better }: Comparison): number {
  if (effect === null) return 0;
  return better === 'lower' ? effect.changeRatio : -effect.changeRatio;
}
