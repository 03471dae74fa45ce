// Every open-loop phase of every trial that counts, as a point of wait against utilization.

import type { CellView } from './cells.ts';
import { isOpenLoop } from './load.ts';

export interface LoadPoint {
  readonly label: string;
  readonly color: string;
  readonly utilizationRatio: number;
  readonly waitP95Ms: number;
  readonly recommended: boolean;
}

export function loadPoints(cells: readonly CellView[], recommendedId: string | null): readonly LoadPoint[] {
  return cells.flatMap((cell) =>
    cell.trials.flatMap((trial) =>
      trial.phases
        .filter((phase) => isOpenLoop(phase) && phase.wait.summary.count > 0)
        .map((phase) => ({
          label: cell.label,
          color: cell.series.color,
          utilizationRatio: phase.utilizationRatio,
          waitP95Ms: phase.wait.summary.p95Ms,
          recommended: cell.id === recommendedId,
        })),
    ),
  );
}
