// How a synthetic application, of whatever system, learns what to run and where to report: environment variables.

import * as z from 'zod';
import { HeadcountError } from '../errors/index.ts';
import { ms } from '../units/index.ts';
import { CALL_KINDS, LOCAL_KINDS, type CallKind, type LocalKind } from '../workload/index.ts';
import type { FleetSpec, GroupSpec } from './contract.ts';
import type { SetCall } from './set-call.ts';

const SAMPLES = 'HEADCOUNT_SAMPLES';
const TASKS = 'HEADCOUNT_TASKS';
const WORKER = 'HEADCOUNT_WORKER';
/** Set: samples are not held back for a batch. */
const AT_ONCE = 'HEADCOUNT_SAMPLES_AT_ONCE';

export type SyntheticTask = { readonly name: string; readonly acks: 'early' | 'late' } & (
  { readonly kind: LocalKind } | { readonly kind: CallKind; readonly call: SetCall }
);

const acks = z.enum(['early', 'late']);

const tasksSchema = z.array(
  z.union([
    z.object({ name: z.string(), acks, kind: z.enum(LOCAL_KINDS) }),
    z.object({
      name: z.string(),
      acks,
      kind: z.enum(CALL_KINDS),
      call: z.object({
        url: z.string(),
        client: z.enum(['pooled', 'unpooled']),
        timeoutMs: z.number().positive().transform(ms),
        connections: z.number().int().positive(),
        commands: z.number().int().nonnegative(),
        query: z.string(),
      }),
    }),
  ]),
);

/** What workers run. `groupAcks`, where their group has it, goes before what the tasks say. */
export function syntheticEnvironment(
  spec: FleetSpec,
  groupAcks?: GroupSpec['acks'],
): Readonly<Record<string, string>> {
  const synthetic = spec.workload.tasks.filter(({ kind }) => kind !== 'own');
  const tasks = synthetic.map((task) => {
    const { name, acks = 'early', kind, call } = task;
    return { name, acks: groupAcks ?? acks, kind, call };
  });
  const atOnce = spec.deathsPlanned === true ? { [AT_ONCE]: '1' } : {};
  return { [SAMPLES]: spec.samplesPath, [TASKS]: JSON.stringify(tasks), ...atOnce };
}

/** `index`: which worker of the fleet this is, counted through its groups; its samples say so. */
export function workerEnvironment(index: number): Readonly<Record<string, string>> {
  return { [WORKER]: String(index) };
}

/** Throws BAD_APP when the application was not started by a run. */
export function readSyntheticEnvironment(env: Readonly<Record<string, string | undefined>>): {
  readonly samplesPath: string;
  readonly worker: number;
  readonly atOnce: boolean;
  readonly tasks: readonly SyntheticTask[];
} {
  const samplesPath = env[SAMPLES];
  const tasks = tasksSchema.safeParse(JSON.parse(env[TASKS] ?? 'null'));
  const worker = z.coerce.number().int().nonnegative().safeParse(env[WORKER]);
  if (samplesPath === undefined || !tasks.success || !worker.success) {
    throw new HeadcountError(
      'BAD_APP',
      `the synthetic application needs ${SAMPLES}, ${TASKS} and ${WORKER}`,
      {
        hint: "It is started by 'headcount run'; start your own application with -A.",
      },
    );
  }
  return { samplesPath, worker: worker.data, atOnce: env[AT_ONCE] !== undefined, tasks: tasks.data };
}
