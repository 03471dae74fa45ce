// Finds the PostgreSQL client.

import type { Client, Pool } from 'pg';
import type { Workload } from '../../workload/index.ts';
import { loadOptional } from '../optional-package.ts';

export interface Pg {
  readonly Pool: typeof Pool;
  readonly Client: typeof Client;
}

/** From where the run was started, else from beside headcount. `places` are files there. Throws MISSING_PACKAGE. */
export function loadPg(places?: readonly string[]): Pg {
  return loadOptional(
    { name: 'pg', install: 'pg@8', neededBy: 'tasks of kind postgres', isIt: isPg },
    places,
  );
}

/** Before a run: workers started from here would not find it either. Throws MISSING_PACKAGE. */
export function checkPg({ tasks }: Workload): void {
  if (tasks.some(({ kind }) => kind === 'postgres')) loadPg();
}

function isPg(loaded: unknown): loaded is Pg {
  return typeof loaded === 'object' && loaded !== null && 'Pool' in loaded && 'Client' in loaded;
}
