// From the groups of a fleet to the commands of its workers, the same way on every system: their names, their indices,
// and the environment that tells the synthetic application what to run.

import type { FleetSpec, GroupSpec } from './contract.ts';
import { syntheticEnvironment, workerEnvironment } from './synthetic-environment.ts';
import type { WorkerCommand } from './worker-process.ts';

/** The part of a worker's command that its system decides. */
export type SystemCommand = Omit<WorkerCommand, 'name' | 'group'>;

/** One command a worker, in the order of their indices. `env` is inherited. */
export function fleetCommands(
  spec: FleetSpec,
  env: WorkerCommand['env'],
  build: (group: GroupSpec, name: string, env: WorkerCommand['env']) => SystemCommand,
): readonly WorkerCommand[] {
  const seats = spec.groups.flatMap((group) => workerNames(group).map((name) => ({ group, name })));
  return seats.map(({ group, name }, index) => {
    const workerEnv = { ...env, ...syntheticEnvironment(spec, group.acks), ...workerEnvironment(index) };
    return { name, group: group.name, ...build(group, name, workerEnv) };
  });
}

/** Slots of all workers together. */
export function fleetSlots({ groups }: FleetSpec): number {
  return groups.reduce((sum, { workers, concurrency }) => sum + workers * concurrency, 0);
}

function workerNames({ name, workers }: GroupSpec): readonly string[] {
  return workers === 1 ? [name] : Array.from({ length: workers }, (_, index) => `${name}-${index + 1}`);
}
