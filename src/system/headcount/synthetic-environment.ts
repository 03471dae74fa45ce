// How the synthetic application learns what to run: two environment variables, written here and read here.

import * as z from 'zod';
import { HeadcountError } from '../../errors/index.ts';
import type { BodyKind } from '../../workload/index.ts';
import type { FleetSpec } from '../contract.ts';

const SAMPLES = 'HEADCOUNT_SAMPLES';
const TASKS = 'HEADCOUNT_TASKS';

export interface SyntheticTask {
  readonly name: string;
  readonly kind: BodyKind;
}

const tasksSchema = z.array(z.object({ name: z.string(), kind: z.enum(['noop', 'io', 'cpu', 'memory']) }));

export function syntheticEnvironment(spec: FleetSpec): Readonly<Record<string, string>> {
  const tasks = spec.workload.tasks.map(({ name, kind }) => ({ name, kind }));
  return { [SAMPLES]: spec.samplesPath, [TASKS]: JSON.stringify(tasks) };
}

/** Throws BAD_APP when the application was not started by a run. */
export function readSyntheticEnvironment(env: Readonly<Record<string, string | undefined>>): {
  readonly samplesPath: string;
  readonly tasks: readonly SyntheticTask[];
} {
  const samplesPath = env[SAMPLES];
  const tasks = tasksSchema.safeParse(JSON.parse(env[TASKS] ?? 'null'));
  if (samplesPath === undefined || !tasks.success) {
    throw new HeadcountError('BAD_APP', `the synthetic application needs ${SAMPLES} and ${TASKS}`, {
      hint: "It is started by 'headcount run'; start your own application with -A.",
    });
  }
  return { samplesPath, tasks: tasks.data };
}
