// Our own workers under test: `headcount worker` processes, exactly as an operator starts them, whose application
// is the synthetic one. What to run reaches the application through its environment.

import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseReadyLine } from '../../worker/index.ts';
import type { FleetSpec, GroupSpec, System } from '../contract.ts';
import { ProcessFleet } from '../process-fleet.ts';
import type { WorkerCommand } from '../worker-process.ts';
import { openCeleryLoad } from '../celery-load.ts';
import { syntheticEnvironment } from './synthetic-environment.ts';

const PROGRAM = fileURLToPath(new URL('../../cli/main.js', import.meta.url));
const APPLICATION = fileURLToPath(new URL('./synthetic-app-main.js', import.meta.url));

/** Workers inherit this environment, plus what the synthetic application needs. */
export function headcountSystem(env: Readonly<Record<string, string | undefined>>): System {
  return {
    name: 'headcount',
    startFleet: (spec, signal) => {
      const workerEnv = { ...env, ...syntheticEnvironment(spec) };
      const commands = spec.groups.flatMap((group) => groupCommands(group, spec, workerEnv));
      const slots = spec.groups.reduce((sum, group) => sum + group.workers * group.concurrency, 0);
      return ProcessFleet.start(commands, slots, spec.readyTimeoutMs, signal);
    },
    openLoad: openCeleryLoad,
  };
}

function groupCommands(
  group: GroupSpec,
  spec: FleetSpec,
  env: WorkerCommand['env'],
): readonly WorkerCommand[] {
  return Array.from({ length: group.workers }, (_, index) => {
    const name = group.workers === 1 ? group.name : `${group.name}-${index + 1}`;
    return {
      name,
      file: execPath,
      args: workerArgs(group, name, spec),
      env,
      isReady: (line) => parseReadyLine(line) !== undefined,
    };
  });
}

function workerArgs(group: GroupSpec, name: string, spec: FleetSpec): readonly string[] {
  const recycling =
    group.maxTasksPerChild === undefined ? [] : ['--max-tasks-per-child', String(group.maxTasksPerChild)];
  return [
    PROGRAM,
    'worker',
    ...['-A', APPLICATION],
    ...['-P', group.pool],
    ...['-c', String(group.concurrency)],
    ...['--prefetch-multiplier', String(group.prefetch)],
    ...['-Q', group.queues.join(',')],
    ...['-n', `${name}@%h`],
    ...['-b', spec.brokerUrl],
    ...['-l', 'warning'],
    ...recycling,
  ];
}
