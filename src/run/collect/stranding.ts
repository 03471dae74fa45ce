// One moment of the fleet: idle slots against tasks that sit reserved. A worker's idle slots are first set against what
// it holds itself; only the surplus of idle slots on one side and of waiting tasks on the other is stranded. A slot
// counts for the queues that its worker consumes.

export interface WorkerMoment {
  /** Slot time not busy. */
  readonly idle: number;
  /** Time that reserved tasks waited here, by queue; in the order of `StrandingPlan.queues`. */
  readonly waiting: readonly number[];
}

export interface Stranding {
  /** Idle beside tasks reserved at other workers. */
  readonly stranded: number;
  /** Idle beside tasks reserved at the same worker. */
  readonly held: number;
}

/** For each queue the workers that consume it; queues that few consume come first, as they have the least choice. */
export type Consumers = readonly (readonly number[])[];

/** `consumers`: by queue, indices of workers. Amounts are in the unit of what comes in. */
export function strandingOf(workers: readonly WorkerMoment[], consumers: Consumers): Stranding {
  let held = 0;
  const idle: number[] = [];
  const surplus = consumers.map(() => 0);
  for (const worker of workers) {
    const waiting = worker.waiting.reduce((sum, one) => sum + one, 0);
    const own = Math.min(worker.idle, waiting);
    held += own;
    idle.push(worker.idle - own);
    if (waiting <= own) continue;
    const share = (waiting - own) / waiting;
    for (const [queue, one] of worker.waiting.entries()) surplus[queue] = (surplus[queue] ?? 0) + one * share;
  }
  let stranded = 0;
  for (const queue of byFewestConsumers(consumers))
    stranded += fill(idle, surplus[queue] ?? 0, consumers[queue] ?? []);
  return { stranded, held };
}

function byFewestConsumers(consumers: Consumers): readonly number[] {
  return [...consumers.keys()].toSorted((a, b) => (consumers[a]?.length ?? 0) - (consumers[b]?.length ?? 0));
}

/** Sets waiting tasks against the idle slots of these workers; answers how much went. */
function fill(idle: number[], waiting: number, workers: readonly number[]): number {
  let left = waiting;
  for (const worker of workers) {
    const taken = Math.min(left, idle[worker] ?? 0);
    idle[worker] = (idle[worker] ?? 0) - taken;
    left -= taken;
  }
  return waiting - left;
}
