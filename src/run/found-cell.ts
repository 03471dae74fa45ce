// The one cell of a scenario whose workers run already: what was found is what is measured.

import { HeadcountError } from '../errors/index.ts';
import type { Cell, CellSettings, PoolName, Scenario, WorkerGroup } from '../scenario/index.ts';
import type { GroupSpec } from '../system/index.ts';
import type { SystemsUnderTest } from './systems-under-test.ts';

const POOLS: readonly PoolName[] = ['solo', 'prefork', 'threads', 'async', 'eventlet', 'gevent'];

/** Throws BAD_SCENARIO for workers with a pool that headcount does not know. */
export function withFoundCell(scenario: Scenario, systems: SystemsUnderTest): Scenario {
  const [first] = scenario.cells;
  const running = first && systems.get(first.system)?.running;
  if (first === undefined || running === undefined) return scenario;
  const fleet = running.map(workerGroup);
  const settings = settingsOf(fleet);
  const id = Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
  const cell: Cell = { id, system: first.system, settings, fleet };
  return { ...scenario, cells: [cell] };
}

function workerGroup(group: GroupSpec): WorkerGroup {
  const pool = POOLS.find((name) => name === group.pool);
  if (pool !== undefined) return { ...group, pool };
  throw new HeadcountError(
    'BAD_SCENARIO',
    `${group.name} runs the pool ${group.pool}, which is not known here`,
    {
      hint: `Known are ${POOLS.join(', ')}.`,
    },
  );
}

// Where workers differ, all values are named.
function settingsOf(fleet: readonly WorkerGroup[]): CellSettings {
  const all = (pick: (group: WorkerGroup) => string | number): string | number => {
    const values = [...new Set(fleet.map(pick))];
    const [only] = values;
    return values.length === 1 && only !== undefined ? only : values.join('+');
  };
  return {
    pool: all(({ pool }) => pool),
    concurrency: all(({ concurrency }) => concurrency),
    prefetch: all(({ prefetch }) => prefetch),
    workers: fleet.length,
  };
}
