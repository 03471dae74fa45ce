// The two halves of a task find each other in any order, and one that stays alone is counted and forgotten.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HandlingJoin, type TaskHalf } from '../../src/run/collect/handling-join.ts';

const ran = (worker: number, startedNs = 3): TaskHalf => ({
  typeIndex: 0,
  worker,
  intendedNs: 1,
  sentNs: 2,
  startedNs,
  finishedNs: startedNs + 1,
});
const handled = (worker: number) => ({ worker, reservedNs: 2, settledNs: 5 });

test('whatever the order, every pair joins once and every half that is alone is counted', () => {
  const halves = fc.uniqueArray(
    fc.record({ seq: fc.nat({ max: 30 }), kind: fc.constantFrom('task', 'handling') }),
    { selector: ({ seq, kind }) => `${kind} ${seq}` },
  );
  fc.assert(
    fc.property(halves, (list) => {
      const joined: number[] = [];
      const seen = new Set<number>();
      const join = new HandlingJoin((task) => void joined.push(task.startedNs));
      for (const { seq, kind } of list) {
        if (kind === 'task') {
          seen.add(seq);
          join.task(seq, ran(0, seq));
        } else join.handling(seq, handled(0), seen.has(seq));
      }
      const count = (kind: string): number => list.filter((half) => half.kind === kind).length;
      assert.equal(new Set(joined).size, joined.length);
      const { counts } = join;
      assert.equal(counts.joined, joined.length);
      assert.equal(counts.joined + counts.executionsAlone, count('task'));
      assert.equal(counts.joined + counts.handlingsAlone, count('handling'));
    }),
  );
});

test('a task reserved by a worker that died and run by another has the stamps of the one that ran it', () => {
  const workers: number[] = [];
  const join = new HandlingJoin((_task, { worker }) => void workers.push(worker));
  join.handling(1, handled(0), false);
  join.task(1, ran(1));
  join.handling(1, handled(1), true);
  assert.deepEqual(workers, [1]);
  assert.deepEqual(join.counts, { joined: 1, executionsAlone: 0, handlingsAlone: 1 });
});

test('a task that ran again in the worker that took the place of its own keeps no stamps of the second run', () => {
  const join = new HandlingJoin(() => assert.fail('joined'));
  join.task(1, ran(0, 3));
  join.handling(1, { worker: 0, reservedNs: 7, settledNs: 9 }, true);
  assert.deepEqual(join.counts, { joined: 0, executionsAlone: 1, handlingsAlone: 1 });
});

test('the handling of a further execution joins nothing', () => {
  const join = new HandlingJoin(() => assert.fail('joined'));
  join.handling(1, handled(0), true);
  assert.deepEqual(join.counts, { joined: 0, executionsAlone: 0, handlingsAlone: 1 });
});

test('halves that never meet take bounded memory: the oldest is given up', () => {
  const joined: number[] = [];
  const join = new HandlingJoin((task) => void joined.push(task.startedNs), 10);
  for (let seq = 0; seq < 1000; seq++) join.task(seq, ran(0, seq));
  for (let seq = 0; seq < 1000; seq++) join.handling(seq, handled(0), true);
  assert.deepEqual(
    joined,
    Array.from({ length: 10 }, (_, index) => 990 + index),
  );
  assert.deepEqual(join.counts, { joined: 10, executionsAlone: 990, handlingsAlone: 990 });
});
