// What limited a phase. Under a load that the fleet could not take (a queue kept full, a fixed number outstanding, a backlog
// that grew) the first of these that was reached is the limit:
//
//   1 generator   nothing else is known of a fleet that was not given enough
//   2 slots       if the fleet used less than half of the CPUs: its tasks wait for something else, and more of them could
//   3 broker      one thread serves everybody; more CPU or more slots would not help
//   4 cpu         before the loops: a loop that gets no CPU is busy too
//   5 event-loop  before the slots: a slot is "busy" while its task waits for its turn on the loop
//   6 slots
//   7 prefetch
//   8 broker      slots idle and tasks waiting, with none of the above: what is missing is the time of its round trips
//
// Under a load that it took, nothing limits it, except that prefetch may have made tasks wait beside idle slots, and a
// generator may have made the waits.

import type { Attribution, LimitCause } from '../../result/index.ts';
import { formatDuration, formatNumber, formatRatio, ms, ratio } from '../../units/index.ts';
import type { LimitFacts } from './facts.ts';
import { nearnesses, type Nearness } from './limits.ts';

const HALF_OF_CPUS = 0.5;
/** Fewer idle slots than this do not need a reason. */
const IDLE_RATIO = 0.1;

export function attribute(facts: LimitFacts): Attribution {
  const near = nearnesses(facts);
  const found = isPressed(facts) ? limitUnderPressure(facts, near) : limitBelow(facts, near);
  const [runnerUp] = near
    .filter(({ cause }) => cause !== found.cause)
    .toSorted((a, b) => b.nearnessRatio - a.nearnessRatio);
  return { ...found, runnerUp: runnerUp ?? null };
}

type Found = Pick<Attribution, 'cause' | 'evidence'>;

/** Whether the fleet had more to do than it could. */
function isPressed({ kind, backlogGrew }: LimitFacts): boolean {
  return kind === 'saturate' || kind === 'warm-up' || kind === 'closed' || backlogGrew;
}

function limitUnderPressure(facts: LimitFacts, near: readonly Nearness[]): Found {
  const order: readonly LimitCause[] = ['generator', 'broker', 'cpu', 'event-loop', 'slots', 'prefetch'];
  const reached = (cause: LimitCause): Nearness | undefined =>
    near.find((one) => one.cause === cause && one.nearnessRatio >= 1);
  const generator = reached('generator');
  const slots = reached('slots');
  const loop = reached('event-loop');
  const waiting = waitingWork(facts);
  if (generator === undefined && loop === undefined && slots !== undefined && waiting !== undefined) {
    return { cause: 'slots', evidence: [slots.evidence, waiting, ...backlog(facts)] };
  }
  for (const cause of order) {
    const limit = reached(cause);
    if (limit !== undefined) return { cause, evidence: [limit.evidence, ...backlog(facts)] };
  }
  return roundTrips(facts) ?? { cause: 'unclear', evidence: near.map(({ evidence }) => evidence) };
}

/** How it shows that the tasks wait rather than compute; undefined when they compute, or it is not known. */
function waitingWork({ fleetCores, cpus }: LimitFacts): string | undefined {
  if (fleetCores === null || fleetCores >= HALF_OF_CPUS * cpus.usable) return undefined;
  return `the fleet used ${formatNumber(fleetCores)} of ${formatNumber(cpus.usable)} CPUs: its tasks wait for something else`;
}

function backlog({ queuedTasks, backlogGrew }: LimitFacts): readonly string[] {
  const said = backlogGrew ? ['the backlog grew through the phase'] : [];
  if (queuedTasks === null) return said;
  return [...said, `${formatNumber(queuedTasks)} tasks waited on the broker on average`];
}

function roundTrips(facts: LimitFacts): Found | undefined {
  const { utilizationRatio, queuedTasks, brokerWaitMs } = facts;
  if (1 - utilizationRatio < IDLE_RATIO || queuedTasks === null || queuedTasks < 1) return undefined;
  const idle = formatRatio(ratio(1 - utilizationRatio));
  const evidence = [
    `${idle} of the slots' time was idle while ${formatNumber(queuedTasks)} tasks waited on the broker, and neither CPU nor ` +
      'event loop was busy: the time went into reserving and settling',
  ];
  if (brokerWaitMs !== null) evidence.push(`tasks waited ${formatDuration(ms(brokerWaitMs))} to be reserved`);
  return { cause: 'broker', evidence };
}

function limitBelow(facts: LimitFacts, near: readonly Nearness[]): Found {
  for (const cause of ['generator', 'prefetch'] as const) {
    const limit = near.find((one) => one.cause === cause && one.nearnessRatio >= 1);
    if (limit !== undefined) return { cause, evidence: [limit.evidence, taken(facts)] };
  }
  const busy = `${formatRatio(ratio(facts.utilizationRatio))} of the slots' time was busy`;
  return { cause: 'nothing', evidence: [taken(facts), busy] };
}

function taken({ offeredPerSec, throughputPerSec }: LimitFacts): string {
  const done = `${formatNumber(throughputPerSec)} tasks/s were done`;
  return offeredPerSec === null
    ? done
    : `${done} of ${formatNumber(offeredPerSec)} tasks/s offered, with no growing backlog`;
}
