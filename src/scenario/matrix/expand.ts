// The matrix times the systems times the fleet: the list of cells. Combinations that come to the same fleet are one cell.

import type { Cell, CellSettings, SystemName, WorkerGroup } from '../contract.ts';
import type { FleetSection, GroupSection, MatrixSection } from '../schema/fleet-section.ts';
import type { Report } from '../compile/report.ts';
import { combinations, GROUP_KEYS, type Combination, type GroupKey } from './combinations.ts';
import { checkGroup } from './check-group.ts';
import { poolRefusal } from './pool-limits.ts';
import { settingText } from './setting-text.ts';
import { fillGroup, settingOf } from './worker-group.ts';

export interface ExpansionInput {
  readonly systems: readonly SystemName[];
  /** Undefined = one group that takes everything from the matrix. */
  readonly fleet: FleetSection | undefined;
  readonly matrix: MatrixSection;
  /** Queues of the workload's tasks. */
  readonly queues: readonly string[];
  /** Whether a task that calls a server leaves it to the matrix how. */
  readonly openClient: boolean;
}

const ONE_GROUP: readonly GroupSection[] = [{ name: 'worker' }];

/** Cells in the order of the matrix. `notes` gets what the user should know, one sentence each. */
export function expandCells(input: ExpansionInput, report: Report, notes: Set<string>): readonly Cell[] {
  const groups = input.fleet ?? ONE_GROUP;
  for (const [index, group] of groups.entries()) checkGroup(group, index, input, report);
  checkEffect(groups, input, report);
  const all = combinations(input.matrix, input.systems, report, notes);
  const cells = new Map<string, Cell>();
  for (const combination of all) {
    const { system } = combination;
    const fleet = groups.map((group) =>
      fillGroup(group, combination, { system, queues: input.queues }, notes),
    );
    const identity = `${system} ${combination.client} ${JSON.stringify(fleet)}`;
    if (!cells.has(identity))
      cells.set(identity, cell(system, input.systems.length > 1, combination, groups, fleet));
  }
  checkPools([...cells.values()], groups, report);
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
  const id = [...(severalSystems ? [system] : []), ...words].join(' ');
  const { client } = combination;
  return { id, system, settings, fleet, ...(client === undefined ? {} : { client }) };
}

// A setting is named by what the groups really got, where all that took it from the matrix agree.
// A matrix that varies nothing names its only cell by the first group.
function cellSettings(
  combination: Combination,
  groups: readonly GroupSection[],
  fleet: readonly WorkerGroup[],
): CellSettings {
  const varied = GROUP_KEYS.filter((key) => combination[key] !== undefined);
  const first = fleet[0];
  const client = combination.client === undefined ? {} : { client: combination.client };
  if (varied.length === 0 && first !== undefined)
    return { pool: first.pool, concurrency: first.concurrency, prefetch: first.prefetch, ...client };
  const settings = varied.map((key) => [key, settingOfCell(key, combination, groups, fleet)] as const);
  return { ...Object.fromEntries(settings), ...client };
}

function settingOfCell(
  key: GroupKey,
  combination: Combination,
  groups: readonly GroupSection[],
  fleet: readonly WorkerGroup[],
): string | number {
  const takers = fleet.filter((_, index) => groups[index]?.[key] === undefined);
  const values = new Set(takers.map((group) => settingOf(group, key)));
  const [only] = values;
  return values.size === 1 && only !== undefined ? only : settingText(key, combination[key] ?? 'never');
}

function checkPools(cells: readonly Cell[], groups: readonly GroupSection[], report: Report): void {
  const told = new Set<string>();
  for (const { system, fleet } of cells)
    for (const [index, { pool }] of fleet.entries()) {
      const refusal = poolRefusal(system, pool);
      const ofMatrix = groups[index]?.pool === undefined;
      const path = ofMatrix ? ['matrix', 'pool'] : ['fleet', index, 'pool'];
      const key = `${path.join('.')} ${refusal?.wrong}`;
      if (refusal === undefined || told.has(key)) continue;
      told.add(key);
      const { wrong, expected } = refusal;
      const exclude = `, or an entry { system: ${system}, pool: ${pool} } in matrix.exclude`;
      report(path, { wrong, expected: ofMatrix ? `${expected}${exclude}` : expected });
    }
}

function checkEffect(
  groups: readonly GroupSection[],
  { matrix, openClient }: ExpansionInput,
  report: Report,
): void {
  for (const key of GROUP_KEYS) {
    if (matrix[key] === undefined || groups.some((group) => group[key] === undefined)) continue;
    report(['matrix', key], {
      wrong: `every group of the fleet sets its own ${key}, so the matrix can't vary it`,
      expected: `a group that leaves ${key} out`,
    });
  }
  if (matrix.client !== undefined && !openClient)
    report(['matrix', 'client'], {
      wrong: "no task leaves its client open, so the matrix can't vary it",
      expected: 'a task of kind http, redis or postgres that leaves client out',
    });
}
