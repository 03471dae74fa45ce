// How our Python files are found by an interpreter, and how the application there learns its Celery settings.

import { delimiter, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FleetSpec, GroupSpec } from '../contract.ts';
import { ownEnvironment, type UserApp } from '../user-app.ts';
import type { WorkerCommand } from '../worker-process.ts';
import type { CeleryChannels } from './channels.ts';

/** Compiled code runs in `dist`; Python is read from the source, which the package ships. */
const PYTHON_DIRECTORY = fileURLToPath(new URL('../../../../src/system/celery/python', import.meta.url));

const SETTINGS = 'HEADCOUNT_CELERY';

export function pythonEnvironment(env: WorkerCommand['env']): WorkerCommand['env'] {
  const path = [PYTHON_DIRECTORY, ...(env['PYTHONPATH'] === undefined ? [] : [env['PYTHONPATH']])];
  // The package may lie where nobody may write.
  return { ...env, PYTHONPATH: path.join(delimiter), PYTHONDONTWRITEBYTECODE: '1' };
}

/** Of the synthetic application alone. */
export const SYNTHETIC_SETTINGS = {
  task_ignore_result: true,
  broker_connection_retry_on_startup: true,
} as const;

/** For a worker of this group; `further`: settings besides those that every application gets. */
export function celeryEnvironment(
  group: GroupSpec,
  channels: CeleryChannels,
  env: WorkerCommand['env'],
  further: Readonly<Record<string, unknown>>,
): WorkerCommand['env'] {
  const settings = {
    // On the command line 0 means "as the setting says", and in the setting "no limit".
    worker_prefetch_multiplier: group.prefetch,
    control_exchange: channels.control,
    event_exchange: channels.events,
    ...further,
  };
  return { ...pythonEnvironment(env), [SETTINGS]: JSON.stringify(settings) };
}

/** For the worker of a user's own application: its module is looked for where the scenario is, then as Python does. */
export function ownCeleryEnvironment(
  app: UserApp,
  spec: FleetSpec,
  env: WorkerCommand['env'],
): WorkerCommand['env'] {
  const path = [env['PYTHONPATH'], resolve(app.directory)].filter((part) => part !== undefined);
  return { ...env, PYTHONPATH: path.join(delimiter), ...ownEnvironment(app.name, spec.workload) };
}
