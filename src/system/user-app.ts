// How a wrapper of a user's application, of whatever system, learns which one it is and which tasks it must have.

import * as z from 'zod';
import { HeadcountError, nearestName } from '../errors/index.ts';
import type { Workload } from '../workload/index.ts';

const OWN = 'HEADCOUNT_OWN';

/** An application whose tasks are run in the place of synthetic ones. */
export interface UserApp {
  /** As its system names it. */
  readonly name: string;
  /** Where relative paths and Python's modules are looked for. */
  readonly directory: string;
}

const ownSchema = z.object({ app: z.string(), tasks: z.array(z.string()) });

/** `app`: as the wrapper is to load it. */
export function ownEnvironment(app: string, { tasks }: Workload): Readonly<Record<string, string>> {
  const own: z.infer<typeof ownSchema> = { app, tasks: tasks.map(({ name }) => name) };
  return { [OWN]: JSON.stringify(own) };
}

/** Whether the application is a user's own. */
export function hasOwnEnvironment(env: Readonly<Record<string, string | undefined>>): boolean {
  return env[OWN] !== undefined;
}

/** Throws BAD_APP when the wrapper was not started by a run. */
export function readOwnEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<z.infer<typeof ownSchema>> {
  const own = ownSchema.safeParse(JSON.parse(env[OWN] ?? 'null'));
  if (own.success) return own.data;
  throw new HeadcountError('BAD_APP', `the wrapper of an application needs ${OWN}`, {
    hint: "It is started by 'headcount run'; start your own application with -A.",
  });
}

/** Throws BAD_APP when the application lacks a task of the scenario. */
export function checkRegistered(app: string, wanted: readonly string[], registered: readonly string[]): void {
  for (const name of wanted) {
    if (registered.includes(name)) continue;
    const nearest = nearestName(name, registered);
    const guess = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
    throw new HeadcountError('BAD_APP', `application ${app} has no task "${name}"${guess}`, {
      hint: 'The name of a task of kind own is the one it is registered with.',
    });
  }
}
