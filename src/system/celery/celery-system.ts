// Celery's workers under test: `celery worker` processes of whatever Python has it, whose application is the synthetic one
// in Python. Tasks are sent by our own generator in Celery's wire format.

import * as z from 'zod';
import { HeadcountError, toError } from '../../errors/index.ts';
import type { CpuCalibration, Workload } from '../../workload/index.ts';
import { openCeleryLoad } from '../celery-load.ts';
import type { Fleet, FleetSpec, LoadPort, LoadSpec, System, SystemFacts, SystemNeeds } from '../contract.ts';
import { fleetCommands, fleetSlots } from '../fleet-commands.ts';
import { ProcessFleet } from '../process-fleet.ts';
import type { UserApp } from '../user-app.ts';
import type { WorkerCommand } from '../worker-process.ts';
import { celeryEnvironment, ownCeleryEnvironment, SYNTHETIC_SETTINGS } from './celery-environment.ts';
import { forgetFleet, newChannels } from './channels.ts';
import { celeryWorkerArgs } from './command-line.ts';
import { findPython, runPython, type CeleryPython } from './find-python.ts';
import { asyncDecision, celeryPool } from './pools.ts';
import type { CelerySettings } from './settings.ts';

const OWN_APP = 'headcount_load.own_application';
/** What ready.py prints when the worker takes messages. */
const READY = 'headcount: celery worker is ready';

const calibrationSchema = z.object({
  iterationsPerMs: z.number().positive(),
  spreadRatio: z.number().nonnegative(),
});

/** Workers inherit this environment, plus what their application needs: the synthetic one, or the wrapper of `app`. */
export function celerySystem(
  env: WorkerCommand['env'],
  settings: CelerySettings,
  app: UserApp | undefined,
): System {
  return new CelerySystem(env, settings, app);
}

class CelerySystem implements System {
  readonly name = 'celery';
  readonly tellsHandling = true;
  // After its transport's visibility timeout, an hour.
  readonly claimsBackWithinMs = null;
  readonly #env: WorkerCommand['env'];
  readonly #settings: CelerySettings;
  readonly #app: UserApp | undefined;
  #found: Promise<CeleryPython> | undefined;

  constructor(env: WorkerCommand['env'], settings: CelerySettings, app: UserApp | undefined) {
    this.#env = env;
    this.#settings = settings;
    this.#app = app;
  }

  async prepare({ workload, pools }: SystemNeeds): Promise<SystemFacts> {
    const python = await this.#python();
    for (const pool of pools) celeryPool(pool, python);
    checkPostgres(workload, python);
    return {
      version: `Celery ${python.celery}`,
      runtime: `Python ${python.python} at ${python.executable}`,
      decisions: pools.includes('async') ? [asyncDecision(python)] : [],
    };
  }

  async calibrate(): Promise<CpuCalibration> {
    const { file } = await this.#python();
    try {
      return calibrationSchema.parse(
        JSON.parse(await runPython(file, 'headcount_load.calibrate', this.#env)),
      );
    } catch (cause) {
      throw new HeadcountError('NO_CELERY', `${file} could not be calibrated: ${toError(cause).message}`, {
        cause,
      });
    }
  }

  async startFleet(spec: FleetSpec, signal: AbortSignal): Promise<Fleet> {
    const python = await this.#python();
    const channels = newChannels();
    const app = this.#app;
    const application = app === undefined ? undefined : OWN_APP;
    const commands = fleetCommands(spec, this.#env, (group, name, env) => ({
      file: python.file,
      args: celeryWorkerArgs(group, celeryPool(group.pool, python), name, spec, this.#settings, application),
      env:
        app === undefined
          ? celeryEnvironment(group, channels, env, SYNTHETIC_SETTINGS)
          : celeryEnvironment(group, channels, ownCeleryEnvironment(app, spec, env), {}),
      isReady: (line) => line === READY,
    }));
    const tidy = (): Promise<void> => forgetFleet(spec, channels);
    return ProcessFleet.start(commands, fleetSlots(spec), spec.readyTimeoutMs, signal, tidy);
  }

  openLoad(spec: LoadSpec): Promise<LoadPort> {
    return openCeleryLoad(spec);
  }

  #python(): Promise<CeleryPython> {
    this.#found ??= findPython(this.#settings.python, this.#env);
    return this.#found;
  }
}

function checkPostgres(workload: Workload, python: CeleryPython): void {
  if (python.psycopg2 !== null || workload.tasks.every(({ kind }) => kind !== 'postgres')) return;
  throw new HeadcountError(
    'MISSING_PACKAGE',
    `tasks of kind postgres need the package psycopg2, which ${python.executable} does not have`,
    {
      hint: `Run this: ${python.executable} -m pip install psycopg2-binary (Debian: apt-get install python3-psycopg2)`,
    },
  );
}
