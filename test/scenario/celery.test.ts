// What a scenario may say of Celery, and the group settings that systems share.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import { loadScenario } from '../../src/scenario/index.ts';
import { loadText, SCENARIOS, SMALL } from './ready-scenarios.ts';

const load = (more: string) => loadText(SMALL + more);
const refused = (more: string, message: RegExp) =>
  assert.rejects(load(more), (error) => {
    assert.ok(error instanceof HeadcountError);
    assert.match(error.message, message);
    return true;
  });

test('systems side by side give each cell once a system', async () => {
  const { scenario } = await load('system: [headcount, celery]\nmatrix: { pool: [solo, async] }\n');
  assert.deepEqual(
    scenario.cells.map(({ id }) => id),
    ['headcount pool=solo', 'headcount pool=async', 'celery pool=solo', 'celery pool=async'],
  );
});

test('the Python of the celery section counts from the file, a bare name from PATH', async () => {
  const pythonOf = async (python: string): Promise<string | undefined> => {
    const text = `${SMALL}system: celery\ncelery: { python: ${python}, without: [gossip, gossip] }\n`;
    const { scenario } = await loadScenario('some/where/s.yaml', { readFile: () => Promise.resolve(text) });
    assert.deepEqual(scenario.celery?.without, ['gossip']);
    return scenario.celery?.python;
  };
  assert.equal(await pythonOf('./venv'), 'some/where/venv');
  assert.equal(await pythonOf('/opt/venv/bin/python'), '/opt/venv/bin/python');
  assert.equal(await pythonOf('python3.12'), 'python3.12');
});

test('a celery section without Celery, unknown parts and unknown keys are refused', async () => {
  await refused('celery: { python: ./venv }\n', /no worker of this scenario is Celery/);
  await refused('system: celery\ncelery: { without: [gosip] }\n', /celery\.without.*gossip/);
  await refused('system: celery\ncelery: { pyton: ./venv }\n', /did you mean "?python/);
  await refused('system: celery\ncelery: { optimization: fast }\n', /default, fair/);
});

test('group settings that systems share reach the cells', async () => {
  const { scenario, notes } = await load(
    'system: [headcount, celery]\n' +
      'fleet: [{ name: web, max-memory-per-child: 200MiB, acks: late, autoscale: { min: 1, max: 6 } }]\n' +
      'matrix: { pool: [prefork, threads] }\n',
  );
  const group = (id: string) => scenario.cells.find((cell) => cell.id === id)?.fleet[0];
  const { concurrency, acks, autoscale, maxMemoryPerChildBytes } = group('celery pool=prefork') ?? {};
  assert.deepEqual([concurrency, acks, maxMemoryPerChildBytes], [6, 'late', 200 * 1024 * 1024]);
  assert.deepEqual(autoscale, { min: 1, max: 6 });
  assert.deepEqual(group('headcount pool=threads')?.autoscale, { min: 1, max: 6 });
  assert.equal(group('celery pool=threads')?.autoscale, undefined);
  assert.equal(group('celery pool=threads')?.maxMemoryPerChildBytes, undefined);
  assert.ok(
    notes.includes(
      "Celery's threads pool cannot grow or shrink: threads cells on celery run without autoscale",
    ),
  );
  assert.ok(notes.some((note) => /threads cells .*run without max-memory-per-child/.test(note)));
});

test('group settings that cannot be had are refused where the group asks for them', async () => {
  const group = (settings: string) => `system: celery\nfleet: [{ name: web, ${settings} }]\n`;
  await refused(group('pool: threads, autoscale: { min: 1, max: 2 }'), /threads pool cannot grow or shrink/);
  await refused(group('pool: solo, autoscale: { min: 1, max: 2 }'), /a solo pool has one slot/);
  await refused(group('concurrency: 2, autoscale: { min: 1, max: 2 }'), /autoscale sets the slots/);
  await refused(group('autoscale: { min: 3, max: 2 }'), /a min that is not above max/);
  await refused(
    group('pool: gevent, max-memory-per-child: 1GiB'),
    /a gevent pool has no children to replace/,
  );
});

test('the ready scenario of Celery pools is read without a note', async () => {
  const { scenario, notes } = await loadScenario(`${SCENARIOS}celery-pools.yaml`);
  assert.deepEqual(notes, []);
  assert.deepEqual(
    scenario.cells.map(({ settings }) => `${settings['pool']} ${settings['concurrency']}`),
    ['prefork 8', 'prefork 32', 'gevent 1000', 'eventlet 1000'],
  );
});
