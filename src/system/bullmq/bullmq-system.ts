// BullMQ's workers under test: a Node.js process a worker, as its users write one, whose jobs run the synthetic bodies in
// the process itself or in BullMQ's sandboxes. Jobs are sent through BullMQ's own producer.

import { execPath, version } from 'node:process';
import { fileURLToPath } from 'node:url';
import { HeadcountError } from '../../errors/index.ts';
import { calibrateCpu } from '../../workload/index.ts';
import { checkPg } from '../calls/load-pg.ts';
import type { FleetSpec, System } from '../contract.ts';
import { fleetCommands, fleetSlots } from '../fleet-commands.ts';
import { ProcessFleet } from '../process-fleet.ts';
import type { WorkerCommand } from '../worker-process.ts';
import { openBullmqLoad } from './bullmq-load.ts';
import { loadBullmq } from './load-bullmq.ts';
import { resolveAppModule } from '../../worker/index.ts';
import { ownEnvironment, type UserApp } from '../user-app.ts';
import { bullmqPool, isSandboxed } from './pools.ts';
import { OpenQueue, reaching } from './open-queue.ts';
import { forgetIfEmpty } from './queues.ts';
import { READY } from './ready.ts';
import { bullmqEnvironment } from './worker-settings.ts';

const WORKER = fileURLToPath(new URL('./bullmq-worker-main.js', import.meta.url));

const ALWAYS = [
  'BullMQ settles a job when it has run: acks are late, whatever the tasks say',
  'BullMQ takes a job for each free slot: prefetch is 1',
  'jobs are deleted when they are done or have failed (removeOnComplete, removeOnFail)',
];
const SANDBOXED = 'BullMQ starts a child or thread when a job first needs it, not with the worker';

/** Workers inherit this environment, plus what they need to run synthetic tasks, or the processor `app`. */
export function bullmqSystem(env: WorkerCommand['env'], app: UserApp | undefined): System {
  return {
    name: 'bullmq',
    tellsHandling: true,
    // When a job's lock has expired and a worker looks for such jobs: each takes up to 30 s.
    claimsBackWithinMs: null,
    prepare: async ({ workload, pools }) => {
      const bullmq = loadBullmq();
      checkPg(workload);
      if (app !== undefined) resolveAppModule(app.name, app.directory);
      const sandboxed = pools.map(bullmqPool).some(isSandboxed);
      return Promise.resolve({
        version: `BullMQ ${bullmq.version}`,
        runtime: `Node.js ${version.slice(1)}`,
        decisions: [...ALWAYS, ...(sandboxed ? [SANDBOXED] : [])],
      });
    },
    calibrate: () => Promise.resolve(calibrateCpu()),
    startFleet: (spec, signal) => {
      const commands = fleetCommands(spec, env, (group, _name, workerEnv) => ({
        file: execPath,
        args: [WORKER],
        env: {
          ...bullmqEnvironment(group, spec.brokerUrl, workerEnv),
          ...(app && ownEnvironment(resolveAppModule(app.name, app.directory), spec.workload)),
        },
        isReady: (line) => line === READY,
      }));
      const tidy = (): Promise<void> => forgetQueues(spec);
      return ProcessFleet.start(commands, fleetSlots(spec), spec.readyTimeoutMs, signal, tidy);
    },
    openLoad: openBullmqLoad,
  };
}

async function forgetQueues({ groups, brokerUrl }: FleetSpec): Promise<void> {
  try {
    for (const name of new Set(groups.flatMap(({ queues }) => queues))) {
      const opened = await OpenQueue.open(name, brokerUrl);
      try {
        await reaching(brokerUrl, forgetIfEmpty(opened.queue));
      } finally {
        await opened.close();
      }
    }
  } catch (error) {
    // A broker that is gone has been noticed by everybody.
    if (!(error instanceof HeadcountError) || error.code !== 'BROKER_UNREACHABLE') throw error;
  }
}
