// Every scheduled load of every setting, as a point of wait against utilization, with the interval over repeats.

import type { CellView } from './cells.ts';
import { plainText, spreadText, valueOf } from './figure.ts';
import type { SystemMark } from './series.ts';

export interface LoadPoint {
  readonly color: string;
  readonly shape: SystemMark['shape'];
  readonly utilizationRatio: number;
  readonly waitP95Ms: number;
  /** Ends of the interval of the wait; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  readonly recommended: boolean;
  readonly title: string;
}

/** Loads whose p95 is refused have no point. */
export function loadPoints(cells: readonly CellView[], recommendedId: string | null): readonly LoadPoint[] {
  return cells.flatMap((cell) =>
    cell.loads.flatMap(({ label, utilization, wait: { p95 } }) => {
      const utilizationRatio = valueOf(utilization);
      if (p95?.kind !== 'value' || utilization === null || utilizationRatio === null) return [];
      return [
        {
          color: cell.series.color,
          shape: cell.series.mark.shape,
          utilizationRatio,
          waitP95Ms: p95.value,
          low: p95.low,
          high: p95.high,
          recommended: cell.id === recommendedId,
          title: `${cell.label}, ${label}: ${plainText(utilization)} busy, p95 wait ${plainText(p95)}${spreadText(p95)}`,
        },
      ];
    }),
  );
}
