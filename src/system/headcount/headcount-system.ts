// Our own workers under test: `headcount worker` processes, exactly as an operator starts them, whose application
// is the synthetic one. What to run reaches the application through its environment.

import { execPath, version } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseReadyLine, resolveAppModule } from '../../worker/index.ts';
import { calibrateCpu } from '../../workload/index.ts';
import { openCeleryLoad } from '../celery-load.ts';
import type { FleetSpec, GroupSpec, System } from '../contract.ts';
import { fleetCommands, fleetSlots } from '../fleet-commands.ts';
import { ProcessFleet } from '../process-fleet.ts';
import { ownEnvironment, type UserApp } from '../user-app.ts';
import { checkPg } from '../calls/load-pg.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const SYNTHETIC_APP = fileURLToPath(new URL('./synthetic-app-main.js', import.meta.url));
const OWN_APP = fileURLToPath(new URL('./own-app-main.js', import.meta.url));
const KIB = 1024;

/** Workers inherit this environment, plus what their application needs: the synthetic one, or the wrapper of `app`. */
export function headcountSystem(
  env: Readonly<Record<string, string | undefined>>,
  app: UserApp | undefined,
): System {
  return {
    name: 'headcount',
    tellsHandling: true,
    prepare: async ({ workload }) => {
      checkPg(workload);
      if (app !== undefined) resolveAppModule(app.name, app.directory);
      return Promise.resolve({ version: 'headcount', runtime: `Node.js ${version.slice(1)}`, decisions: [] });
    },
    calibrate: () => Promise.resolve(calibrateCpu()),
    startFleet: (spec, signal) => {
      const commands = fleetCommands(spec, env, (group, name, workerEnv) => ({
        file: execPath,
        args: workerArgs(app === undefined ? SYNTHETIC_APP : OWN_APP, group, name, spec),
        env: { ...workerEnv, ...appEnvironment(app, spec) },
        isReady: (line) => parseReadyLine(line) !== undefined,
      }));
      return ProcessFleet.start(commands, fleetSlots(spec), spec.readyTimeoutMs, signal);
    },
    openLoad: openCeleryLoad,
  };
}

function appEnvironment(app: UserApp | undefined, { workload }: FleetSpec): Readonly<Record<string, string>> {
  return app === undefined ? {} : ownEnvironment(resolveAppModule(app.name, app.directory), workload);
}

function workerArgs(application: string, group: GroupSpec, name: string, spec: FleetSpec): readonly string[] {
  return [
    PROGRAM,
    'worker',
    ...['-A', application],
    ...['-P', group.pool],
    ...slotArgs(group),
    ...['--prefetch-multiplier', String(group.prefetch)],
    ...['-Q', group.queues.join(',')],
    ...['-n', `${name}@%h`],
    ...['-b', spec.brokerUrl],
    ...['-l', 'warning'],
    ...recyclingArgs(group),
    ...timeLimitArgs(group),
  ];
}

function slotArgs({ concurrency, autoscale }: GroupSpec): readonly string[] {
  return autoscale === undefined
    ? ['-c', String(concurrency)]
    : ['--autoscale', `${autoscale.max},${autoscale.min}`];
}

function recyclingArgs({ maxTasksPerChild, maxMemoryPerChildBytes }: GroupSpec): readonly string[] {
  return [
    ...(maxTasksPerChild === undefined ? [] : ['--max-tasks-per-child', String(maxTasksPerChild)]),
    ...(maxMemoryPerChildBytes === undefined
      ? []
      : ['--max-memory-per-child', String(Math.ceil(maxMemoryPerChildBytes / KIB))]),
  ];
}

function timeLimitArgs({ softTimeLimitMs, timeLimitMs }: GroupSpec): readonly string[] {
  return [
    ...(softTimeLimitMs === undefined ? [] : ['--soft-time-limit', String(softTimeLimitMs / 1000)]),
    ...(timeLimitMs === undefined ? [] : ['--time-limit', String(timeLimitMs / 1000)]),
  ];
}
