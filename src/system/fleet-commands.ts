// From the groups of a fleet to the commands of its workers, the same way on every system: their names, their indices,
// and the environment that tells the synthetic application what to run.

import type { FleetSpec, GroupSpec } from './contract.ts';
import { syntheticEnvironment, workerEnvironment } from './synthetic-environment.ts';
import type { WorkerCommand } from './worker-process.ts';
import { seatsOf, workerSeats } from './worker-seats.ts';

/** The part of a worker's command that its system decides. */
export type SystemCommand = Omit<WorkerCommand, 'name' | 'group'>;

/** One command a worker, in the order of their indices. `env` is inherited. */
export function fleetCommands(
  spec: FleetSpec,
  env: WorkerCommand['env'],
  build: (group: GroupSpec, name: string, env: WorkerCommand['env']) => SystemCommand,
): readonly WorkerCommand[] {
  const seats = spec.groups.flatMap((group) => seatsOf(group).map(({ name }) => ({ group, name })));
  return seats.map(({ group, name }, index) => {
    const workerEnv = { ...env, ...syntheticEnvironment(spec, group.acks), ...workerEnvironment(index) };
    return { name, group: group.name, ...build(group, name, workerEnv) };
  });
}

/** Slots of all workers together. */
export function fleetSlots({ groups }: FleetSpec): number {
  return workerSeats(groups).reduce((sum, { slots }) => sum + slots, 0);
}
