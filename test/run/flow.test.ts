// The five parts of a task's time, through the real codec and collector: they sum up, and the counts balance.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  RECORD_BYTES,
  SampleDecoder,
  writeHandlingRecord,
  writeTaskRecord,
  writeWorkerRecord,
} from '../../src/measure/index.ts';
import type { Flow, Parts } from '../../src/result/index.ts';
import { Collector } from '../../src/run/collect/collector.ts';
import type { FleetLayout } from '../../src/run/collect/fleet-layout.ts';
import { PhaseRecorder } from '../../src/run/collect/phase-recorder.ts';

const LAYOUT: FleetLayout = {
  workers: [
    { name: 'web-1', slots: 2, queues: ['default', 'mail'] },
    { name: 'web-2', slots: 2, queues: ['default', 'mail'] },
  ],
  tasks: [
    { name: 'fetch', queue: 'default' },
    { name: 'send', queue: 'mail' },
  ],
};
const NAMES = LAYOUT.tasks.map(({ name }) => name);
const MS = 1e6;
const START = 1000 * MS;
const END = 2000 * MS;

const journeys = fc.array(
  fc.record({
    typeIndex: fc.nat({ max: 1 }),
    worker: fc.nat({ max: 1 }),
    failed: fc.boolean(),
    intendedNs: fc.integer({ min: START, max: END - 1 }),
    parts: fc.array(fc.integer({ min: 0, max: 50 * MS }), { minLength: 5, maxLength: 5 }),
    again: fc.boolean(),
    acked: fc.constantFrom('late', 'early', 'never'),
    handlingFirst: fc.boolean(),
  }),
  { maxLength: 20 },
);
type Journey = typeof journeys extends fc.Arbitrary<readonly (infer J)[]> ? J : never;

function stampsOf({ intendedNs, parts }: Journey) {
  const [slip = 0, brokerWait = 0, reservedWait = 0, service = 0, settle = 0] = parts;
  const sentNs = intendedNs + slip;
  const reservedNs = sentNs + brokerWait;
  const startedNs = reservedNs + reservedWait;
  const finishedNs = startedNs + service;
  return { sentNs, reservedNs, startedNs, finishedNs, settledNs: finishedNs + settle };
}

function drive(list: readonly Journey[]): { readonly collector: Collector; readonly phase: PhaseRecorder } {
  const collector = new Collector({ layout: LAYOUT, expectsHandling: true });
  const phase = new PhaseRecorder('rate', START, END, NAMES.length);
  collector.addPhase(phase);
  const connections = LAYOUT.workers.map((_, worker) => {
    const decoder = new SampleDecoder(collector);
    push(decoder, (view) => writeWorkerRecord(view, 0, worker, 100 + worker));
    return decoder;
  });
  for (const [seq, journey] of list.entries()) {
    const connection = connections[journey.worker];
    assert.ok(connection !== undefined);
    const { sentNs, reservedNs, startedNs, finishedNs, settledNs } = stampsOf(journey);
    const { typeIndex, failed, intendedNs } = journey;
    const task = (view: DataView): void =>
      writeTaskRecord(view, 0, seq, typeIndex, failed, 1, intendedNs, sentNs, startedNs, finishedNs);
    const handling = (view: DataView): void =>
      writeHandlingRecord(
        view,
        0,
        seq,
        1,
        reservedNs,
        journey.acked === 'early' ? reservedNs - 1 : settledNs,
      );
    const handled = journey.acked === 'never' ? [] : [handling];
    const order = journey.handlingFirst ? [...handled, task] : [task, ...handled];
    for (const write of journey.again ? [...order, task] : order) push(connection, write);
  }
  collector.finish();
  return { collector, phase };
}

function push(decoder: SampleDecoder, write: (view: DataView) => void): void {
  const bytes = new Uint8Array(RECORD_BYTES);
  write(new DataView(bytes.buffer));
  decoder.push(bytes);
}

function flowOf(phase: PhaseRecorder): Flow {
  const { flow } = phase.figures(NAMES);
  assert.ok(flow !== undefined);
  return flow;
}

const sumMs = ({ summary }: Parts['slip']): number => summary.meanMs * summary.count;
const near = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 0.002 * Math.max(1, Math.abs(a), Math.abs(b));

test('slip, broker wait, reserved wait and service sum up to the end-to-end time of the same tasks', () => {
  fc.assert(
    fc.property(journeys, (list) => {
      const all = list.map((journey) => ({ ...journey, acked: 'late' as const }));
      const { phase } = drive(all);
      const { total } = flowOf(phase);
      const { endToEnd } = phase.figures(NAMES);
      const parts = [total.slip, total.brokerWait, total.reservedWait, total.service].map(sumMs);
      assert.ok(
        near(
          parts.reduce((a, b) => a + b, 0),
          sumMs(endToEnd),
        ),
      );
      const settled = all.reduce((sum, journey) => sum + (journey.parts[4] ?? 0) / MS, 0);
      assert.ok(near(sumMs(total.settle), settled));
    }),
    { numRuns: 25 },
  );
});

test('tasks, queues and workers each divide the same tasks', () => {
  fc.assert(
    fc.property(journeys, (list) => {
      const flow = flowOf(drive(list).phase);
      for (const part of ['slip', 'brokerWait', 'reservedWait', 'service', 'settle'] as const) {
        const { count } = flow.total[part].summary;
        for (const rows of [flow.byTask, flow.byQueue, flow.byWorker]) {
          assert.equal(
            rows.reduce((sum, row) => sum + row[part].summary.count, 0),
            count,
          );
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('every execution is in the ledger once, with or without the stamps of its worker', () => {
  fc.assert(
    fc.property(journeys, (list) => {
      const { collector, phase } = drive(list);
      const failures = list.filter(({ failed }) => failed).length;
      assert.deepEqual(collector.ledger.counts, {
        doneOnce: list.length - failures,
        doneAgain: list.filter(({ again }) => again).length,
        failed: failures,
      });
      const told = list.filter(({ acked }) => acked !== 'never').length;
      assert.deepEqual(collector.joins, {
        joined: told,
        executionsAlone: list.length - told,
        handlingsAlone: 0,
      });
      const { total } = flowOf(phase);
      assert.equal(total.service.summary.count, list.length);
      assert.equal(total.brokerWait.summary.count, told);
      assert.equal(total.settle.summary.count, list.filter(({ acked }) => acked === 'late').length);
      assert.equal(collector.strays, 0);
    }),
    { numRuns: 25 },
  );
});

test('a single worker and a single queue are the total, and nothing is kept twice', () => {
  const layout: FleetLayout = {
    workers: [{ name: 'web', slots: 1, queues: ['default'] }],
    tasks: [{ name: 'fetch', queue: 'default' }],
  };
  const collector = new Collector({ layout, expectsHandling: true });
  const phase = new PhaseRecorder('rate', START, END, 1);
  collector.addPhase(phase);
  collector.task(0, 0, false, 0, START, START, START + MS, START + 2 * MS);
  collector.handling(0, 0, START, START + 3 * MS);
  collector.finish();
  const flow = flowOf(phase);
  assert.deepEqual([flow.byWorker, flow.byQueue], [[], []]);
  assert.equal(flow.byTask.length, 1);
});

test('systems whose workers tell nothing keep no halves and have no stranding', () => {
  const collector = new Collector({ layout: LAYOUT, expectsHandling: false });
  const phase = new PhaseRecorder('rate', START, END, NAMES.length);
  collector.addPhase(phase);
  collector.task(0, 0, false, 0, START, START, START + MS, START + 2 * MS);
  collector.finish();
  assert.equal(collector.joins, undefined);
  const flow = flowOf(phase);
  assert.equal(flow.stranded, null);
  assert.equal(flow.total.service.summary.count, 1);
  assert.equal(flow.total.brokerWait.summary.count, 0);
});

test('samples of no task of the trial are strays', () => {
  const collector = new Collector({ layout: LAYOUT, expectsHandling: true });
  collector.task(-1, 0, false, 0, 1, 1, 1, 1);
  collector.task(0, 9, false, 0, 1, 1, 1, 1);
  collector.task(0, 0, false, 0, 1, Number.NaN, 1, 1);
  collector.handling(0.5, 0, 1, 1);
  assert.equal(collector.strays, 4);
  assert.equal(collector.ledger.accounted, 0);
});

test('an attempt is counted apart, and its task is still to come', () => {
  const collector = new Collector({ layout: LAYOUT, expectsHandling: true });
  collector.attempt(7, 1, 0, START, START + 1e6);
  collector.attempt(7, 1, 0, START + 2e6, START + 3e6);
  collector.attempt(0.5, 1, 0, START, START + 1e6);
  collector.attempt(7, NAMES.length, 0, START, START + 1e6);
  assert.deepEqual([collector.attemptsOf(0), collector.attemptsOf(1), collector.strays], [0, 2, 2]);
  assert.deepEqual([collector.ledger.accounted, collector.ledger.seen(7)], [0, false]);
});
