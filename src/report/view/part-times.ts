// Where the time of a task goes: the mean of each of its five parts, over the repeats of a setting.

import type { Parts, Stranded } from '../../result/index.ts';
import type { CellView } from './cells.ts';
import type { LoadView } from './load.ts';

export const PART_NAMES = ['slip', 'broker wait', 'reserved wait', 'service', 'settle'] as const;

/** What each part is, in the order of the names. */
export const PART_MEANINGS: Readonly<Record<(typeof PART_NAMES)[number], string>> = {
  slip: 'the generator sent it late',
  'broker wait': 'in the queue, until a worker reserved it',
  'reserved wait': 'inside the worker, until a slot ran it',
  service: 'its own body',
  settle: 'until the ack left the worker',
};

const FIELDS = [
  'slip',
  'brokerWait',
  'reservedWait',
  'service',
  'settle',
] as const satisfies readonly (keyof Parts)[];

export interface PartTimes {
  /** What it is of: a task type, a queue, a worker; empty for all tasks. */
  readonly name: string;
  /** Means in milliseconds, in the order of PART_NAMES; null where no task had that part. */
  readonly meansMs: readonly (number | null)[];
  readonly tasks: number;
}

export interface FlowView {
  readonly total: PartTimes;
  readonly byTask: readonly PartTimes[];
  readonly byQueue: readonly PartTimes[];
  readonly byWorker: readonly PartTimes[];
  /** Shares of all slot-time, 0 to 1, over the repeats; null where it could not be seen. */
  readonly stranded: StrandedView | null;
}

export interface StrandedView {
  /** Idle while a task it could have run sat reserved at another worker. */
  readonly strandedRatio: number;
  /** Idle while a task sat reserved at its own worker. */
  readonly heldRatio: number;
  readonly idleRatio: number;
  readonly strandedSlotSec: number;
}

/** Under the scheduled load; without one, while the queue was full. Null where workers do not stamp what they reserve. */
export function flowOf({ load, full }: CellView): FlowView | null {
  return loadFlow(load ?? full);
}

/** Under one load. */
export function loadFlow(load: LoadView | null): FlowView | null {
  const flows = load?.phases.flatMap(({ flow }) => flow ?? []) ?? [];
  if (flows.length === 0) return null;
  return {
    total: partTimes(
      '',
      flows.map(({ total }) => total),
    ),
    byTask: byName(flows.map(({ byTask }) => byTask)),
    byQueue: byName(flows.map(({ byQueue }) => byQueue)),
    byWorker: byName(flows.map(({ byWorker }) => byWorker)),
    stranded: strandedOf(flows.flatMap(({ stranded }) => stranded ?? [])),
  };
}

function byName(repeats: readonly (readonly (Parts & { readonly name: string })[])[]): PartTimes[] {
  const names = new Set(repeats.flatMap((own) => own.map(({ name }) => name)));
  return [...names].map((name) =>
    partTimes(
      name,
      repeats.flatMap((own) => own.filter((one) => one.name === name)),
    ),
  );
}

function partTimes(name: string, parts: readonly Parts[]): PartTimes {
  const tasks = parts.reduce((sum, { service }) => sum + service.summary.count, 0);
  return { name, tasks, meansMs: FIELDS.map((field) => pooledMean(parts, field)) };
}

function pooledMean(parts: readonly Parts[], field: (typeof FIELDS)[number]): number | null {
  const count = parts.reduce((sum, one) => sum + one[field].summary.count, 0);
  const total = parts.reduce((sum, one) => sum + one[field].summary.count * one[field].summary.meanMs, 0);
  return count === 0 ? null : total / count;
}

function strandedOf(found: readonly Stranded[]): StrandedView | null {
  const sum = (read: (one: Stranded) => number) => found.reduce((total, one) => total + read(one), 0);
  const available = sum((one) => one.availableSlotSec);
  if (available === 0) return null;
  return {
    strandedRatio: sum((one) => one.strandedSlotSec) / available,
    heldRatio: sum((one) => one.heldSlotSec) / available,
    idleRatio: sum((one) => one.idleSlotSec) / available,
    strandedSlotSec: sum((one) => one.strandedSlotSec),
  };
}
