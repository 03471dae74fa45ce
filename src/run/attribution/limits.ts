// The limits that are watched, each with its threshold and why it lies there, and how near a phase came to each.
//
//   limit       reached at                                why there
//   generator   queue empty at 10 % of looks; in open     A fleet that finds nothing to do a tenth of the time would have
//               loop slip p99 at half of the wait's p99   done more; waits that are half slip are the generator's.
//   broker      0.9 of a core                             Redis runs commands on one thread; the last tenth is what
//                                                         bursts need, and queues inside it begin below.
//   cpu         machine 95 % busy                         Schedulers leave a few percent idle on a saturated machine. Whoever
//                                                         uses it: what others took is in the evidence and has a warning.
//                                                         Where the run may use fewer CPUs than there are: 95 % of those
//                                                         used by fleet, broker, generators and the run itself.
//   event-loop  a loop not waiting 90 % of the time       Above, its own queue dominates every delay. Not asked of a worker
//                                                         whose one slot runs on the loop and is busy: there it is the slot.
//   slots       90 % of slot time busy                    Reserving and acking take the rest between two tasks.
//   prefetch    5 % of slot time stranded                 At common utilizations (half to three quarters) that is a tenth of
//                                                         the work done, more than repeats differ by.

import type { LimitCause } from '../../result/index.ts';
import { formatDuration, formatNumber, formatRatio, ms, ratio } from '../../units/index.ts';
import type { LimitFacts, LoopFacts } from './facts.ts';

const EMPTY_LOOKS = 0.1;
const SLIP_SHARE = 0.5;
const BROKER_CORES = 0.9;
const HOST_BUSY = 0.95;
const LOOP_BUSY = 0.9;
const SLOTS_BUSY = 0.9;
const STRANDED = 0.05;

/** How near a phase came to one limit: 1 is reached. */
export interface Nearness {
  readonly cause: LimitCause;
  readonly nearnessRatio: number;
  readonly evidence: string;
}

/** Only of limits whose figures are known. */
export function nearnesses(facts: LimitFacts): readonly Nearness[] {
  return [generator, broker, cpu, eventLoop, slots, prefetch].flatMap((limit) => limit(facts) ?? []);
}

function generator(facts: LimitFacts): Nearness | undefined {
  if (facts.kind === 'saturate') {
    const empty = show(facts.emptyRatio);
    const evidence = `the queue was empty at ${empty} of looks while it was to be kept full`;
    return { cause: 'generator', nearnessRatio: facts.emptyRatio / EMPTY_LOOKS, evidence };
  }
  const { slipP99Ms, waitP99Ms } = facts;
  if (slipP99Ms === null || waitP99Ms <= 0) return undefined;
  const evidence = `slip p99 is ${showMs(slipP99Ms)} of a wait p99 of ${showMs(waitP99Ms)}`;
  // A slip that nobody would notice is no limit, however short the waits are.
  const share = slipP99Ms < 1 ? 0 : slipP99Ms / waitP99Ms;
  return { cause: 'generator', nearnessRatio: share / SLIP_SHARE, evidence };
}

function broker({ brokerCores }: LimitFacts): Nearness | undefined {
  if (brokerCores === null) return undefined;
  const evidence = `the broker used ${formatNumber(brokerCores)} of the one core its commands run on`;
  return { cause: 'broker', nearnessRatio: brokerCores / BROKER_CORES, evidence };
}

function cpu(facts: LimitFacts): Nearness | undefined {
  const near = [wholeMachine(facts), ownPart(facts)].filter((one) => one !== undefined);
  return near.toSorted((a, b) => b.nearnessRatio - a.nearnessRatio)[0];
}

function wholeMachine(facts: LimitFacts): Nearness | undefined {
  const { hostBusyRatio, cpus, othersCores } = facts;
  if (hostBusyRatio === null) return undefined;
  const evidence =
    `the machine was ${show(hostBusyRatio)} busy: ${ownUsers(facts)}, others ${showCores(othersCores)} of ` +
    `${cpus.host} CPUs`;
  return { cause: 'cpu', nearnessRatio: hostBusyRatio / HOST_BUSY, evidence };
}

function ownPart(facts: LimitFacts): Nearness | undefined {
  const { ownCores, cpus } = facts;
  if (ownCores === null || cpus.usable >= cpus.host) return undefined;
  const evidence = `the run used ${formatNumber(ownCores)} of the ${formatNumber(cpus.usable)} CPUs it may use: ${ownUsers(facts)}`;
  return { cause: 'cpu', nearnessRatio: ownCores / cpus.usable / HOST_BUSY, evidence };
}

function ownUsers({ fleetCores, brokerCores, generatorCores }: LimitFacts): string {
  const [fleet, broker, generator] = [fleetCores, brokerCores, generatorCores].map(showCores);
  return `fleet ${fleet}, broker ${broker}, generator ${generator}`;
}

function eventLoop({ loops, utilizationRatio }: LimitFacts): Nearness | undefined {
  const busySlots = utilizationRatio >= SLOTS_BUSY;
  const [busiest] = loops
    .filter(
      ({ runsTasks, slots: own, busyRatio }) => busyRatio !== null && !(runsTasks && own === 1 && busySlots),
    )
    .toSorted((a, b) => (b.busyRatio ?? 0) - (a.busyRatio ?? 0));
  if (busiest === undefined) return undefined;
  return {
    cause: 'event-loop',
    nearnessRatio: (busiest.busyRatio ?? 0) / LOOP_BUSY,
    evidence: loopEvidence(busiest),
  };
}

function loopEvidence(loop: LoopFacts): string {
  const { worker, runsTasks, slots: own, busyRatio, seenBy, delayP99Ms } = loop;
  const duty = runsTasks ? `runs all ${own} slots` : 'hands tasks to its slots';
  const delay = delayP99Ms === null ? '' : `, its delay p99 ${showMs(delayP99Ms)}`;
  if (seenBy === 'cpu')
    return `the one process of ${worker}, which ${duty}, used ${show(busyRatio ?? 0)} of the core that it can use`;
  return `the event loop of ${worker}, which ${duty}, was ${show(busyRatio ?? 0)} busy${delay}`;
}

function slots({ utilizationRatio, slots: count }: LimitFacts): Nearness {
  const evidence = `${show(utilizationRatio)} of the time of ${count} slots was busy`;
  return { cause: 'slots', nearnessRatio: utilizationRatio / SLOTS_BUSY, evidence };
}

function prefetch({ strandedRatio, strandedSlotSec, reservedWaitMs }: LimitFacts): Nearness | undefined {
  if (strandedRatio === null || strandedSlotSec === null) return undefined;
  const waited =
    reservedWaitMs === null ? '' : `; tasks waited ${showMs(reservedWaitMs)} inside workers on average`;
  const evidence =
    `slots stood idle for ${formatNumber(strandedSlotSec)} slot-seconds (${show(strandedRatio)} of what there was) while ` +
    `tasks they could run were reserved at other workers${waited}`;
  return { cause: 'prefetch', nearnessRatio: strandedRatio / STRANDED, evidence };
}

function show(value: number): string {
  return formatRatio(ratio(value));
}

function showCores(cores: number | null): string {
  return cores === null ? 'unknown' : formatNumber(cores);
}

function showMs(value: number): string {
  return formatDuration(ms(value));
}
