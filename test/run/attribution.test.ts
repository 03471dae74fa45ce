// What limits a phase, over constructed cases: each is one sound phase with one thing changed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attribute } from '../../src/run/attribution/attribute.ts';
import type { LimitFacts } from '../../src/run/attribution/facts.ts';

const LOOP = {
  worker: 'web',
  runsTasks: true,
  slots: 8,
  busyRatio: 0.2,
  seenBy: 'loop',
  delayP99Ms: 1,
} as const;

/** Half of what the fleet could do, offered at a rate. */
const CALM: LimitFacts = {
  kind: 'rate',
  offeredPerSec: 100,
  throughputPerSec: 100,
  utilizationRatio: 0.5,
  slots: 8,
  backlogGrew: false,
  emptyRatio: 0,
  slipP99Ms: 0.4,
  waitP99Ms: 5,
  queuedTasks: 0.1,
  brokerWaitMs: 0.5,
  reservedWaitMs: 0.1,
  strandedRatio: 0,
  strandedSlotSec: 0,
  fleetCores: 0.3,
  brokerCores: 0.05,
  generatorCores: 0.05,
  othersCores: 0.2,
  hostBusyRatio: 0.3,
  ownCores: 0.5,
  cpus: { host: 2, usable: 2 },
  loops: [LOOP],
};
/** The queue kept full. */
const FULL: LimitFacts = {
  ...CALM,
  kind: 'saturate',
  offeredPerSec: null,
  slipP99Ms: null,
  queuedTasks: 200,
  utilizationRatio: 0.6,
};

const causeOf = (facts: LimitFacts): string => attribute(facts).cause;

test('a load below capacity is limited by nothing, and the nearest limit is named', () => {
  const { cause, evidence, runnerUp } = attribute(CALM);
  assert.equal(cause, 'nothing');
  assert.match(evidence.join('; '), /100 tasks\/s were done of 100 tasks\/s offered/);
  assert.match(evidence.join('; '), /50 % of the slots/);
  assert.equal(runnerUp?.cause, 'slots');
  assert.ok((runnerUp?.nearnessRatio ?? 2) < 1);
});

test('tasks that wait in every slot are limited by slots', () => {
  const io = { ...FULL, utilizationRatio: 0.98 };
  const { cause, evidence } = attribute(io);
  assert.equal(cause, 'slots');
  assert.match(evidence.join('; '), /98 % of the time of 8 slots.*0\.3 of 2 CPUs.*200 tasks waited/);
});

test('slots that wait are limited by slots although others keep the machine busy', () => {
  assert.equal(causeOf({ ...FULL, utilizationRatio: 0.98, hostBusyRatio: 1 }), 'slots');
});

test('more computing slots than CPUs are limited by CPU', () => {
  const busy = { ...FULL, utilizationRatio: 0.98, hostBusyRatio: 0.99, fleetCores: 1.9, loops: [] };
  assert.equal(causeOf(busy), 'cpu');
  assert.equal(attribute(busy).runnerUp?.cause, 'slots');
});

test('a container that has used up its CPUs is limited by CPU, however idle the machine is', () => {
  const limited = { ...FULL, utilizationRatio: 0.98, hostBusyRatio: 0.04, loops: [] };
  const inContainer = { ...limited, cpus: { host: 64, usable: 2 }, fleetCores: 1.7, ownCores: 1.95 };
  const { cause, evidence } = attribute(inContainer);
  assert.equal(cause, 'cpu');
  assert.match(evidence.join('; '), /the run used 1\.95 of the 2 CPUs it may use: fleet 1\.7/);
  assert.equal(causeOf({ ...inContainer, ownCores: 0.8, fleetCores: 0.5 }), 'slots');
  assert.equal(causeOf({ ...inContainer, cpus: { host: 64, usable: 64 } }), 'slots');
});

test('a fleet that others keep from the CPU is limited by CPU, and the evidence says whose', () => {
  const { cause, evidence } = attribute({ ...FULL, hostBusyRatio: 1, othersCores: 1.6 });
  assert.equal(cause, 'cpu');
  assert.match(evidence.join('; '), /others 1\.6 of 2 CPUs/);
});

test('one computing slot on a machine with a CPU to spare is limited by its slot', () => {
  const solo = { ...LOOP, slots: 1, busyRatio: 0.99 };
  assert.equal(
    causeOf({ ...FULL, slots: 1, utilizationRatio: 0.97, fleetCores: 1, hostBusyRatio: 0.6, loops: [solo] }),
    'slots',
  );
});

test('computing tasks that share one event loop are limited by it, busy slots or not', () => {
  const loops = [{ ...LOOP, busyRatio: 0.99 }];
  const shared = { ...FULL, fleetCores: 1, hostBusyRatio: 0.6, loops };
  assert.equal(causeOf({ ...shared, utilizationRatio: 0.12 }), 'event-loop');
  assert.equal(causeOf({ ...shared, utilizationRatio: 0.97 }), 'event-loop', 'they wait for their turn');
});

test('a process that does not tell of its loop is limited by the core it has', () => {
  const loops = [{ ...LOOP, slots: 1000, busyRatio: 0.97, seenBy: 'cpu', delayP99Ms: null } as const];
  const { cause, evidence } = attribute({ ...FULL, utilizationRatio: 0.12, fleetCores: 0.97, loops });
  assert.equal(cause, 'event-loop');
  assert.match(
    evidence.join('; '),
    /the one process of web, which runs all 1000 slots, used 97 % of the core/,
  );
});

test('one slot with next to nothing to do is limited by the loop that serves it', () => {
  const loops = [{ ...LOOP, slots: 1, busyRatio: 0.99 }];
  assert.equal(causeOf({ ...FULL, slots: 1, utilizationRatio: 0.05, fleetCores: 1, loops }), 'event-loop');
});

test('a worker that cannot hand tasks over fast enough is limited by its own event loop', () => {
  const loops = [{ ...LOOP, runsTasks: false, slots: 2, busyRatio: 0.97 }];
  const { cause, evidence } = attribute({ ...FULL, utilizationRatio: 0.2, hostBusyRatio: 0.9, loops });
  assert.equal(cause, 'event-loop');
  assert.match(evidence.join('; '), /hands tasks to its slots/);
});

test('empty tasks that fill the machine are limited by CPU, or by the broker when its core is full', () => {
  const empty = {
    ...FULL,
    utilizationRatio: 0.02,
    hostBusyRatio: 0.98,
    fleetCores: 1,
    loops: [{ ...LOOP, busyRatio: 0.99 }],
  };
  assert.equal(causeOf({ ...empty, brokerCores: 0.6 }), 'cpu');
  assert.equal(causeOf({ ...empty, brokerCores: 0.95 }), 'broker');
});

test('slots that idle beside waiting tasks with nothing busy wait for the broker', () => {
  const { cause, evidence } = attribute({ ...FULL, utilizationRatio: 0.4, brokerWaitMs: 900 });
  assert.equal(cause, 'broker');
  assert.match(evidence.join('; '), /60 % of the slots' time was idle while 200 tasks waited/);
});

test('stranded slots are named, under pressure and below capacity', () => {
  const stranded = { strandedRatio: 0.2, strandedSlotSec: 8, reservedWaitMs: 400 };
  assert.equal(causeOf({ ...CALM, ...stranded }), 'prefetch');
  assert.equal(causeOf({ ...FULL, ...stranded }), 'prefetch');
  assert.match(
    attribute({ ...CALM, ...stranded }).evidence.join('; '),
    /8 slot-seconds \(20 %.*400 ms inside/,
  );
});

test('a generator that lets the queue run empty hides every other limit', () => {
  assert.equal(causeOf({ ...FULL, emptyRatio: 0.3, hostBusyRatio: 1, fleetCores: 2 }), 'generator');
});

test('a slip as long as the waits is the generator, one that nobody notices is not', () => {
  assert.equal(causeOf({ ...CALM, slipP99Ms: 4, waitP99Ms: 6 }), 'generator');
  assert.equal(causeOf({ ...CALM, slipP99Ms: 0.4, waitP99Ms: 0.5 }), 'nothing');
});

test('an offered load whose backlog grows is limited by what was reached', () => {
  const { cause, evidence } = attribute({
    ...CALM,
    backlogGrew: true,
    utilizationRatio: 0.99,
    queuedTasks: 90,
  });
  assert.equal(cause, 'slots');
  assert.match(evidence.join('; '), /the backlog grew/);
});

test('what nothing explains is said to be unclear, with what was looked at', () => {
  const { cause, evidence } = attribute({
    ...FULL,
    utilizationRatio: 0.89,
    queuedTasks: null,
    strandedRatio: null,
  });
  assert.equal(cause, 'unclear');
  assert.ok(evidence.length >= 3);
});

test('of a fleet that could not be looked at nobody says that its tasks wait', () => {
  const unseen = { ...FULL, utilizationRatio: 0.98, fleetCores: null, othersCores: null, loops: [] };
  const told = attribute({ ...unseen, hostBusyRatio: 0.99 });
  assert.equal(told.cause, 'cpu');
  assert.match(told.evidence.join(' '), /fleet unknown, broker [\d.]+, generator [\d.]+, others unknown of/);
  assert.doesNotMatch(told.evidence.join(' '), /wait for something else/);
});
