// Our own workers under test: `headcount worker` processes, exactly as an operator starts them, whose application
// is the synthetic one. What to run reaches the application through its environment.

import { execPath, version } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseReadyLine, resolveAppModule } from '../../worker/index.ts';
import { ms } from '../../units/index.ts';
import { calibrateCpu } from '../../workload/index.ts';
import { openCeleryLoad } from '../celery-load.ts';
import type { FleetSpec, GroupSpec, System } from '../contract.ts';
import { fleetCommands, fleetSlots } from '../fleet-commands.ts';
import { ProcessFleet } from '../process-fleet.ts';
import { ownEnvironment, type UserApp } from '../user-app.ts';
import { recyclingArgs, slotArgs, timeLimitArgs } from '../worker-options.ts';
import { checkPg } from '../calls/load-pg.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const SYNTHETIC_APP = fileURLToPath(new URL('./synthetic-app-main.js', import.meta.url));
const OWN_APP = fileURLToPath(new URL('./own-app-main.js', import.meta.url));
/** A consumer counts as dead after 7 s, on a server that has just been restarted after 10 s at the earliest. */
const CLAIMS_BACK_WITHIN_MS = ms(20_000);

/** Workers inherit this environment, plus what their application needs: the synthetic one, or the wrapper of `app`. */
export function headcountSystem(
  env: Readonly<Record<string, string | undefined>>,
  app: UserApp | undefined,
): System {
  return {
    name: 'headcount',
    tellsHandling: true,
    claimsBackWithinMs: CLAIMS_BACK_WITHIN_MS,
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
