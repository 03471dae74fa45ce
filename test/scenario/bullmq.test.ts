// What a scenario may ask of BullMQ's workers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import { loadText, SMALL } from './ready-scenarios.ts';

const load = (more: string) => loadText(`system: bullmq\n${SMALL}${more}`);
const ids = async (text: string): Promise<readonly string[]> =>
  (await loadText(text)).scenario.cells.map(({ id }) => id);
const refused = (more: string, message: RegExp): Promise<void> =>
  assert.rejects(load(more), (error) => {
    assert.ok(error instanceof HeadcountError);
    assert.match(error.message, message);
    return true;
  });

test('BullMQ takes a job for each free slot: cells that differ in prefetch are one, and the user is told', async () => {
  const { scenario, notes } = await load('matrix: { pool: [async, prefork], prefetch: [1, 4, 16] }\n');
  assert.deepEqual(
    scenario.cells.map(({ id }) => id),
    ['pool=async prefetch=1', 'pool=prefork prefetch=1'],
  );
  assert.match(notes.join('\n'), /bullmq takes a task for each free slot/);
  assert.deepEqual((await load('')).notes, [], 'nothing was asked, so there is nothing to tell');
});

test('pools that BullMQ does not have are refused, wherever they come from', async () => {
  await refused(
    'fleet: [{ name: web, pool: gevent }]\n',
    /:8:28: BullMQ has no pool gevent; expected one of solo, prefork, threads, async$/,
  );
  await refused(
    'matrix: { pool: [async, eventlet] }\n',
    /:8:17: BullMQ has no pool eventlet; .*\{ system: bullmq, pool: eventlet \} in matrix\.exclude/,
  );
});

test('what only other systems can do is refused where a group asks for it', async () => {
  await refused('fleet: [{ name: web, max-tasks-per-child: 10 }]\n', /BullMQ does not replace the children/);
  await refused(
    'fleet: [{ name: web, max-memory-per-child: 1GiB }]\n',
    /BullMQ does not replace the children/,
  );
  await refused('fleet: [{ name: web, autoscale: { min: 1, max: 4 } }]\n', /do not follow the work/);
  await refused('fleet: [{ name: web, acks: early }]\n', /settles a job only when it has run/);
  await refused(
    'fleet: [{ name: web, queues: [default, mail] }]\n',
    /serves one queue, and these are 2: default, mail/,
  );
  await load('fleet: [{ name: web, acks: late }]\n');
});

test('where the matrix brings it, BullMQ runs without, and the user is told', async () => {
  const { scenario, notes } = await load('matrix: { max-tasks-per-child: [never, 100] }\n');
  assert.equal(scenario.cells.length, 1);
  assert.match(
    notes.join('\n'),
    /BullMQ does not replace .*: prefork cells on bullmq run without max-tasks-per-child/,
  );
});

test('combinations can be left out for some systems only', async () => {
  const text = `system: [headcount, bullmq]\n${SMALL}matrix: { pool: [async, gevent], concurrency: 2, exclude: [{ system: bullmq, pool: gevent }] }\n`;
  assert.deepEqual(await ids(text), [
    'headcount pool=async concurrency=2',
    'headcount pool=gevent concurrency=2',
    'bullmq pool=async concurrency=2',
  ]);
});
