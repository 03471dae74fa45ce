// The account of the tasks under way: every run is handed on once, in the order of arrival, whatever the order of events.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { TaskEnding, TaskEvent } from '../../src/broker/index.ts';
import { TaskBook } from '../../src/record/task-book.ts';
import { timesOf, type TaskRun } from '../../src/record/task-run.ts';

const LIMITS = { held: 1000, known: 2000, patienceMs: 60_000, settleMs: 2000 };

interface Heard {
  readonly book: TaskBook;
  readonly written: TaskRun[];
  readonly closed: TaskRun[];
}

function open(limits: Partial<typeof LIMITS> = {}): Heard {
  const written: TaskRun[] = [];
  const closed: TaskRun[] = [];
  const reader = { write: (run: TaskRun) => written.push(run), close: (run: TaskRun) => closed.push(run) };
  return { book: new TaskBook({ ...LIMITS, ...limits }, reader), written, closed };
}

const begin = (
  kind: 'sent' | 'received',
  uuid: string,
  atMs: number,
  retries = 0,
  etaMs?: number,
): TaskEvent => {
  const facts = { uuid, atMs, node: 'w1@vm', task: 'add', rootId: uuid, retries, etaMs };
  return kind === 'sent' ? { kind, ...facts, queue: 'celery' } : { kind, ...facts };
};
const start = (uuid: string, atMs: number): TaskEvent => ({ kind: 'started', uuid, atMs, node: 'w1@vm' });
const end = (
  uuid: string,
  atMs: number,
  ending: TaskEnding = 'succeeded',
  runtimeMs?: number,
  again = ending === 'retried',
): TaskEvent => ({ kind: 'ended', uuid, atMs, node: 'w1@vm', ending, again, runtimeMs });

describe('the task book', () => {
  it('hands on every run once and in the order of arrival, whatever the order of the events', () => {
    const tasks = fc.array(
      fc.record({ atMs: fc.nat(5000), waitMs: fc.nat(500), forMs: fc.nat(500), ends: fc.boolean() }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(tasks, fc.array(fc.nat(200), { minLength: 240, maxLength: 240 }), (all, delays) => {
        const { book, written, closed } = open();
        let next = 0;
        const events = all.flatMap(({ atMs, waitMs, forMs, ends }, i) => {
          const told = [begin('sent', `t${i}`, atMs), begin('received', `t${i}`, atMs + 1)];
          told.push(start(`t${i}`, atMs + 1 + waitMs));
          if (ends) told.push(end(`t${i}`, atMs + 1 + waitMs + forMs));
          let heardMs = 0;
          return told.map((event) => {
            // Events of one task are heard in their order, those of others at any time.
            heardMs = Math.max(heardMs, event.atMs + (delays[next++] ?? 0));
            return { event, heardMs };
          });
        });
        for (const { event, heardMs } of events.toSorted((a, b) => a.heardMs - b.heardMs)) {
          book.hear(event, heardMs);
          book.release(heardMs);
        }
        assert.equal(book.finish(10_000), 0);
        assert.equal(new Set(written.map(({ uuid }) => uuid)).size, all.length);
        assert.equal(written.length, all.length);
        assert.equal(closed.length, all.length);
        const times = written.map(({ arrivalMs }) => arrivalMs);
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
        assert.ok(written.every(({ since }) => since === 'sent'));
      }),
    );
  });

  it('makes a run of each retry, though a retry is sent before the run that wants it has ended', () => {
    const { book, written } = open();
    book.hear(begin('sent', 'a', 0), 0);
    book.hear(begin('received', 'a', 1), 1);
    book.hear(start('a', 2), 2);
    book.hear(begin('sent', 'a', 5, 1), 5);
    book.hear(end('a', 6, 'retried'), 6);
    book.hear(begin('received', 'a', 7, 1), 7);
    book.hear(start('a', 8), 8);
    book.hear(end('a', 20, 'succeeded', 11), 20);
    book.finish(100);
    assert.deepEqual(
      written.map((run) => [run.arrivalMs, run.ending, timesOf(run).waitMs, timesOf(run).serviceMs]),
      [
        [0, 'retried', 2, 4],
        [5, 'succeeded', 3, 11],
      ],
    );
  });

  it('lets a task with an ETA arrive when it is due, and leaves out those that are not', () => {
    const { book, written } = open();
    book.hear(begin('received', 'later', 0, 0, 5000), 0);
    book.hear(begin('received', 'never', 0, 0, 1e9), 0);
    book.hear(begin('received', 'now', 10), 10);
    book.hear(end('now', 20, 'succeeded', 5), 20);
    book.hear(start('later', 5010), 5010);
    book.hear(end('later', 5020, 'succeeded', 10), 5020);
    book.release(8000);
    assert.deepEqual(
      written.map(({ uuid, arrivalMs }) => [uuid, arrivalMs]),
      [
        ['now', 10],
        ['later', 5000],
      ],
    );
    assert.equal(book.finish(8000), 1);
  });

  it('lets no task with an ETA that is revoked push those after it into the future', () => {
    const { book, written } = open();
    book.hear(begin('received', 'revoked', 0, 0, 3_600_000), 0);
    book.hear(begin('received', 'terminated', 0, 0, 3_600_000), 0);
    book.hear(begin('received', 'now', 10), 10);
    book.hear(end('revoked', 500, 'revoked'), 500);
    book.hear(start('terminated', 600), 600);
    book.hear(end('terminated', 700, 'revoked'), 700);
    book.hear(end('now', 800), 800);
    book.hear(begin('received', 'after', 900), 900);
    book.hear(end('after', 910), 910);
    book.release(4000);
    assert.deepEqual(
      written.map(({ uuid, arrivalMs }) => [uuid, arrivalMs]),
      [
        ['now', 10],
        ['terminated', 600],
        ['after', 900],
      ],
    );
    // It did no work: a replay must draw none for it.
    assert.equal(book.counts.neverRan, 1);
    assert.equal(book.finish(4000), 0);
  });

  it('lets no clock that is ahead push those after it into the future, nor keep a run from being written', () => {
    const AHEAD_MS = 30_000;
    const { book, written } = open();
    book.hear(begin('sent', 'ahead', 100 + AHEAD_MS), 100);
    book.hear(begin('received', 'ahead', 110), 110);
    book.hear(start('ahead', 120), 120);
    book.hear(end('ahead', 130), 130);
    book.hear(begin('received', 'right', 200), 200);
    book.hear(end('right', 210), 210);
    book.hear(begin('received', 'amended', 300), 300);
    book.hear(begin('sent', 'amended', 290 + AHEAD_MS), 305);
    book.hear(start('amended', 320), 320);
    assert.equal(book.finish(1000), 0);
    assert.deepEqual(
      written.map((run) => [run.uuid, run.arrivalMs, timesOf(run).waitMs]),
      [
        // Below zero, so that it is known for what it is.
        ['ahead', 100, 20 - AHEAD_MS],
        ['right', 200, undefined],
        ['amended', 305, 30 - AHEAD_MS],
      ],
    );
  });

  it('leaves out what is still to come and nothing behind it', () => {
    const { book, written } = open();
    book.hear(begin('received', 'to-come', 0, 0, 5000), 0);
    // The clock here was set back.
    book.hear(begin('received', 'ended', 6000), 6000);
    book.hear(end('ended', 6010), 6010);
    assert.equal(book.finish(1000), 1);
    assert.deepEqual(
      written.map(({ uuid }) => uuid),
      ['ended'],
    );
  });

  it('knows a task that waited too long from one that ran too long', () => {
    const { book, written } = open({ patienceMs: 1000 });
    book.hear(begin('received', 'queued', 0), 0);
    book.release(1500);
    assert.deepEqual([book.counts.unstarted, book.counts.overdue], [1, 0]);
    book.hear(begin('received', 'running', 2000), 2000);
    book.hear(start('running', 2900), 2900);
    // It may run as long as it may wait.
    book.release(3500);
    assert.equal(written.length, 1);
    book.release(4000);
    assert.deepEqual([book.counts.unstarted, book.counts.overdue], [1, 1]);
  });

  it('makes another run of a task whose message was put back', () => {
    for (const ending of ['rejected', 'cancelled'] as const) {
      const { book, written } = open();
      book.hear(begin('received', 'a', 0), 0);
      book.hear(start('a', 1), 1);
      book.hear(end('a', 2, ending, undefined, true), 2);
      book.hear(begin('received', 'a', 3), 3);
      book.hear(end('a', 5), 5);
      book.finish(100);
      assert.deepEqual(
        written.map((run) => run.ending),
        [ending, 'succeeded'],
      );
    }
    const { book, written } = open();
    book.hear(begin('received', 'b', 0), 0);
    book.hear(end('b', 2, 'rejected', undefined, false), 2);
    book.hear(begin('received', 'b', 3), 3);
    book.finish(100);
    assert.equal(written.length, 1);
  });

  it('takes the start of a busy worker, who tells late, from the end and the runtime', () => {
    const { book, written } = open();
    book.hear(begin('received', 'a', 0), 0);
    book.hear(start('a', 95), 95);
    book.hear(end('a', 100, 'succeeded', 60), 100);
    book.finish(200);
    assert.deepEqual(
      written.map((run) => timesOf(run)),
      [{ waitMs: 40, serviceMs: 60 }],
    );
  });

  it('does not wait for ever, and says what it gave up', () => {
    const { book, written, closed } = open({ held: 3, known: 4, patienceMs: 1000 });
    book.hear(begin('received', 'long', 0), 0);
    book.hear(start('long', 0), 0);
    book.hear(begin('received', 'short', 1), 1);
    book.hear(end('short', 2, 'succeeded', 1), 2);
    book.release(900);
    assert.deepEqual(written, []);
    book.release(5000);
    assert.deepEqual(
      written.map(({ uuid, ending }) => [uuid, ending]),
      [
        ['long', undefined],
        ['short', 'succeeded'],
      ],
    );
    // Its end still counts.
    book.hear(end('long', 6000, 'succeeded', 5999), 6000);
    assert.equal(closed.find(({ uuid }) => uuid === 'long')?.runtimeMs, 5999);
    for (let i = 0; i < 50; i++) book.hear(begin('received', `many${i}`, 7000 + i), 7000 + i);
    assert.equal(book.counts.overdue, 1);
    assert.equal(book.counts.crowdedOut, 47);
    assert.equal(book.counts.forgotten, 46);
    assert.equal(book.underWay, 4);
    book.hear(end('stranger', 7000), 7000);
    assert.equal(book.counts.endsOnly, 1);
  });
});
