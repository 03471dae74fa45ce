// The matrix times the systems times the fleet: the list of cells. Combinations that come to the same fleet are one cell.

import type { Cell, CellSettings, SystemName, WorkerGroup } from '../contract.ts';
import type { FleetSection, GroupSection, MatrixSection } from '../schema/fleet-section.ts';
import type { Report } from '../compile/report.ts';
import { combinations, MATRIX_KEYS, type Combination, type MatrixKey } from './combinations.ts';
import { checkGroup, fillGroup, settingOf } from './worker-group.ts';

export interface ExpansionInput {
  readonly systems: readonly SystemName[];
  /** Undefined = one group that takes everything from the matrix. */
  readonly fleet: FleetSection | undefined;
  readonly matrix: MatrixSection;
  /** Queues of the workload's tasks. */
  readonly queues: readonly string[];
}

const ONE_GROUP: readonly GroupSection[] = [{ name: 'worker' }];

/** Cells in the order of the matrix. `notes` gets what the user should know, one sentence each. */
export function expandCells(input: ExpansionInput, report: Report, notes: Set<string>): readonly Cell[] {
  const groups = input.fleet ?? ONE_GROUP;
  for (const [index, group] of groups.entries()) checkGroup(group, index, report);
  checkEffect(groups, input.matrix, report);
  const all = combinations(input.matrix, report, notes);
  const cells = new Map<string, Cell>();
  for (const system of input.systems) {
    for (const combination of all) {
      const fleet = groups.map((group) => fillGroup(group, combination, input.queues, notes));
      const identity = `${system} ${JSON.stringify(fleet)}`;
      if (!cells.has(identity))
        cells.set(identity, cell(system, input.systems.length > 1, combination, groups, fleet));
    }
  }
  return [...cells.values()];
}

function cell(
  system: SystemName,
  severalSystems: boolean,
  combination: Combination,
  groups: readonly GroupSection[],
  fleet: readonly WorkerGroup[],
): Cell {
  const settings = cellSettings(combination, groups, fleet);
  const words = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  return { id: [...(severalSystems ? [system] : []), ...words].join(' '), system, settings, fleet };
}

// A setting is named by what the groups really got, where all that took it from the matrix agree.
// A matrix that varies nothing names its only cell by the first group.
function cellSettings(
  combination: Combination,
  groups: readonly GroupSection[],
  fleet: readonly WorkerGroup[],
): CellSettings {
  const varied = MATRIX_KEYS.filter((key) => combination[key] !== undefined);
  const first = fleet[0];
  if (varied.length === 0 && first !== undefined)
    return { pool: first.pool, concurrency: first.concurrency, prefetch: first.prefetch };
  return Object.fromEntries(varied.map((key) => [key, settingOfCell(key, combination, groups, fleet)]));
}

function settingOfCell(
  key: MatrixKey,
  combination: Combination,
  groups: readonly GroupSection[],
  fleet: readonly WorkerGroup[],
): string | number {
  const takers = fleet.filter((_, index) => groups[index]?.[key] === undefined);
  const values = new Set(takers.map((group) => settingOf(group, key)));
  const [only] = values;
  return values.size === 1 && only !== undefined ? only : (combination[key] ?? 'never');
}

function checkEffect(groups: readonly GroupSection[], matrix: MatrixSection, report: Report): void {
  for (const key of MATRIX_KEYS) {
    if (matrix[key] === undefined || groups.some((group) => group[key] === undefined)) continue;
    report(['matrix', key], {
      wrong: `every group of the fleet sets its own ${key}, so the matrix can't vary it`,
      expected: `a group that leaves ${key} out`,
    });
  }
}
