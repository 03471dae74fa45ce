// Events of a fleet become samples: whose they are, when they started, how long they took.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskEnding, TaskEvent } from '../../../src/broker/index.ts';
import { SampleReceiver, type SampleSink } from '../../../src/measure/index.ts';
import { EventStamps } from '../../../src/system/attached/event-stamps.ts';
import { SamplePipe } from '../../../src/system/attached/sample-pipe.ts';
import { isOwnEnvelope, ownTaskId } from '../../../src/system/own-task-id.ts';

const MARK = 5;

type Row = readonly (string | number | boolean)[];

/** Times in ms; the worker's clock is 1 s ahead. */
async function samplesOf(tell: (stamps: EventStamps) => void): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const unexpected = (): void => assert.fail('no such sample');
  const sink: SampleSink = {
    task: (seq, type, failed, worker, _intended, _sent, started, finished) =>
      void rows.push(['task', seq, type, failed, worker, started / 1e6, finished / 1e6]),
    attempt: (seq, type, worker, started, finished) =>
      void rows.push(['attempt', seq, type, worker, started / 1e6, finished / 1e6]),
    handling: unexpected,
    loop: unexpected,
    held: unexpected,
    malformed: unexpected,
  };
  await using receiver = await SampleReceiver.listen(sink);
  const pipe = new SamplePipe(receiver.path);
  const seats = new Map([
    ['w0', 0],
    ['w1', 1],
  ]);
  const toNs = (_node: string, epochMs: number): number => (epochMs - 1000) * 1e6;
  const onFailure = (type: number): void => void rows.push(['failure', type]);
  tell(new EventStamps({ seats, toNs, pipe, mark: MARK, beganNs: 50e6, onFailure }));
  await pipe.close();
  return rows;
}

const id = (seq: number, mark = MARK, intendedNs = 90e6): string =>
  ownTaskId({ seq, typeIndex: 3, intendedNs, sentNs: 95e6 }, mark);
const received = (uuid: string, node: string, rootId = uuid): TaskEvent => ({
  ...{ kind: 'received', uuid, node, rootId, atMs: 1096, task: 'nap', retries: 0, etaMs: undefined },
});
const started = (uuid: string, node: string, atMs: number): TaskEvent => ({
  kind: 'started',
  uuid,
  node,
  atMs,
});
const ended = (
  uuid: string,
  node: string,
  atMs: number,
  ending: TaskEnding,
  runtimeMs?: number,
  again = ending === 'retried',
): TaskEvent => ({ kind: 'ended', uuid, node, atMs, ending, again, runtimeMs });

test('a task starts when it is said to, for as long as its runtime, and never after it has ended', async () => {
  const rows = await samplesOf((stamps) => {
    stamps.hear(started(id(1), 'w1', 1100));
    stamps.hear(ended(id(1), 'w1', 1125, 'succeeded', 20));
    // The worker was busy, and told late.
    stamps.hear(started(id(2), 'w0', 1118));
    stamps.hear(ended(id(2), 'w0', 1120, 'succeeded', 15));
    // Its start was not heard.
    stamps.hear(ended(id(3), 'w1', 1130, 'succeeded', 10));
    // Clocks that differ a little: nothing starts before it is sent.
    stamps.hear(started(id(4), 'w1', 1090));
    stamps.hear(ended(id(4), 'w1', 1110, 'failed'));
  });
  assert.deepEqual(rows, [
    ['failure', 3],
    ['task', 1, 3, false, 1, 100, 120],
    ['task', 2, 3, false, 0, 105, 120],
    ['task', 3, 3, false, 1, 120, 130],
    ['task', 4, 3, true, 1, 95, 110],
  ]);
});

test('a retry is an attempt, after which the same task goes on', async () => {
  const rows = await samplesOf((stamps) => {
    stamps.hear(started(id(1), 'w0', 1100));
    stamps.hear(ended(id(1), 'w0', 1105, 'retried'));
    stamps.hear(started(id(1), 'w1', 1200));
    stamps.hear(ended(id(1), 'w1', 1210, 'succeeded', 10));
  });
  assert.deepEqual(rows, [
    ['attempt', 1, 3, 0, 100, 105],
    ['task', 1, 3, false, 1, 200, 210],
  ]);
});

test('what is put back or cancelled is an attempt too, and a rejection for good is a failure', async () => {
  const rows = await samplesOf((stamps) => {
    stamps.hear(started(id(1), 'w0', 1100));
    stamps.hear(ended(id(1), 'w0', 1105, 'rejected', undefined, true));
    stamps.hear(started(id(2), 'w0', 1100));
    stamps.hear(ended(id(2), 'w0', 1105, 'cancelled', undefined, true));
    stamps.hear(started(id(3), 'w0', 1100));
    stamps.hear(ended(id(3), 'w0', 1105, 'rejected'));
  });
  assert.deepEqual(rows, [
    ['failure', 3],
    ['attempt', 1, 3, 0, 100, 105],
    ['attempt', 2, 3, 0, 100, 105],
    ['task', 3, 3, true, 0, 100, 105],
  ]);
});

test('tasks of another run, or meant for the time before the trial, are those of others', async () => {
  const rows = await samplesOf((stamps) => {
    for (const uuid of [id(1, MARK + 1), id(2, MARK, 40e6)]) {
      stamps.hear(received(uuid, 'w0'));
      stamps.hear(started(uuid, 'w0', 1100));
      stamps.hear(ended(uuid, 'w0', 1105, 'succeeded', 5));
    }
    assert.deepEqual([stamps.foreignTasks, stamps.strayedTasks], [2, 0]);
  });
  assert.deepEqual(rows, []);
});

test('tasks of others are counted, and so are ours with other workers; children of ours are neither', async () => {
  const rows = await samplesOf((stamps) => {
    stamps.hear(received('theirs', 'w0'));
    stamps.hear(received('theirs-elsewhere', 'w9'));
    stamps.hear(received('child', 'w0', id(1)));
    stamps.hear(received(id(1), 'w0'));
    stamps.hear(received(id(2), 'w9'));
    stamps.hear(ended(id(2), 'w9', 1200, 'succeeded', 1));
    stamps.hear(ended('theirs', 'w0', 1200, 'succeeded', 1));
    assert.deepEqual([stamps.foreignTasks, stamps.strayedTasks], [1, 1]);
  });
  assert.deepEqual(rows, []);
});

test('a message of ours is told by its id and by nothing else in it', () => {
  const message = (headers: object): string => JSON.stringify({ body: 'W10=', headers, properties: {} });
  const isOurs = (text: string): boolean => isOwnEnvelope(text, MARK);
  assert.ok(isOurs(message({ lang: 'py', id: id(7) })));
  assert.ok(isOurs(message({ id: id(7) }).replaceAll('":', '": ')));
  assert.ok(!isOurs(message({ id: '5f0c1f6e-7d0a-4b5e-9c9e-1f2a3b4c5d6e', root_id: id(7) })));
  assert.ok(!isOurs(message({ argsrepr: `["id": "${id(7)}"]` })));
  assert.ok(!isOurs(message({ id: id(7, MARK + 1) })));
});
