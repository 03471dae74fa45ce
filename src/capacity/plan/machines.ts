// How many machines a fleet needs: whole workers on each, by CPU (headroom kept free) and by memory (peaks in full).

import { formatSize, type Bytes, type Ratio } from '../../units/index.ts';
import type { MachinePlan } from './plan.ts';
import type { PlanMachine } from './question.ts';

/** What one worker of the planned fleet takes. */
export interface WorkerDemand {
  /** Mean CPU at the planned rate, in cores. */
  readonly cores: number;
  readonly memoryBytes: Bytes;
}

const HOURS_PER_MONTH = 730;

/** The fewest workers whose share of the CPU fits one machine each. */
export function workersForCpu(coresNeeded: number, machine: PlanMachine, headroomRatio: Ratio): number {
  return Math.max(1, Math.ceil(coresNeeded / usableCores(machine, headroomRatio) - 1e-9));
}

/** Why one worker does not fit the machine at all; undefined when it does, or nobody knows what it takes. */
export function tooLargeFor(machine: PlanMachine, memoryBytes: Bytes | null): string | undefined {
  if (memoryBytes === null || memoryBytes <= machine.memoryBytes) return undefined;
  return `one worker takes ${formatSize(memoryBytes)}, a machine has ${formatSize(machine.memoryBytes)}`;
}

/** Machines for the fleet. Each worker must fit a machine (see the two functions above). */
export function machinesFor(
  workers: number,
  demand: WorkerDemand,
  machine: PlanMachine,
  headroomRatio: Ratio,
): MachinePlan {
  const byCpu = fits(usableCores(machine, headroomRatio), demand.cores);
  const byMemory = fits(machine.memoryBytes, demand.memoryBytes);
  const workersPerMachine = Math.max(1, Math.min(byCpu, byMemory, workers));
  const machines = Math.ceil(workers / workersPerMachine);
  const price = machine.pricePerHour;
  const pricePerHour = price === undefined ? null : price * machines;
  return {
    machines,
    workersPerMachine,
    bound: byMemory < byCpu ? 'memory' : 'cpu',
    pricePerHour,
    pricePerMonth: pricePerHour === null ? null : pricePerHour * HOURS_PER_MONTH,
  };
}

const usableCores = (machine: PlanMachine, headroomRatio: Ratio): number =>
  machine.cpus * (1 - headroomRatio);

const fits = (room: number, each: number): number => (each > 0 ? Math.floor(room / each + 1e-9) : Infinity);
