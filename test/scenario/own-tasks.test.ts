// Scenarios whose tasks are those of the user's own application.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadText } from './ready-scenarios.ts';

const scenario = (head: string, tasks: string, more = '') =>
  loadText(`name: own\n${head}\nworkload: { tasks: [${tasks}] }\nload: [{ saturate: 1s }]\n${more}`);

const refused = async (head: string, tasks: string, more = ''): Promise<string> => {
  const error: unknown = await scenario(head, tasks, more).then(
    () => new Error('accepted'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Error);
  return error.message;
};

test('one application is for the one system, and is looked for from where the scenario lies', async () => {
  const { scenario: loaded } = await scenario(
    'app: ./tasks.js',
    '{ name: shop.add, kind: own, args: [1, "{{seq}}"] }',
  );
  assert.equal(loaded.apps?.headcount?.name, './tasks.js');
  assert.equal(typeof loaded.apps?.headcount?.directory, 'string');
  assert.deepEqual(loaded.workload.tasks[0]?.own, { from: 'scenario', args: [1, '{{seq}}'], kwargs: {} });
});

test('several systems have one application each', async () => {
  const tasks = '{ name: shop.add, kind: own, kwargs: { x: 1 } }';
  const both = 'system: [headcount, celery]\n';
  const { scenario: loaded } = await scenario(
    `${both}app: { headcount: ./tasks.js, celery: proj.celery }`,
    tasks,
  );
  assert.deepEqual([loaded.apps?.headcount?.name, loaded.apps?.celery?.name], ['./tasks.js', 'proj.celery']);
  assert.match(
    await refused(`${both}app: proj.celery`, tasks),
    /one application cannot be for headcount and celery/,
  );
  assert.match(await refused(`${both}app: { celery: proj.celery }`, tasks), /no application for headcount/);
  assert.match(
    await refused('app: { headcount: ./a.js, celery: proj.celery }', tasks),
    /app\.celery|no worker of this scenario is celery/,
  );
});

test('own tasks and an application need each other', async () => {
  assert.match(await refused('', '{ name: a, kind: own }'), /which application has the task "a"/);
  assert.match(
    await refused('app: ./tasks.js', '{ name: a, kind: noop }'),
    /task "a" is not one of the application's/,
  );
  assert.match(await refused('', '{ name: a, kind: noop, args: [1] }'), /noop tasks have no args/);
});

test('what would change the behaviour of an own task is refused, all at once', async () => {
  const message = await refused(
    'app: ./tasks.js',
    '{ name: a, kind: own, duration: 5ms, acks: late, failure: 10%, payload: 1KiB, args: ["{{now}}"], kwargs: { b: "{{" } }',
    'fleet: [{ name: web, acks: late }]\n',
  );
  for (const part of [
    'takes as long as it takes',
    'acks would change',
    'failure would change',
    'payload would change',
  ])
    assert.ok(message.includes(part), `${part}: ${message}`);
  assert.match(message, /\{\{now\}\}: not one of/);
  assert.match(message, /\{\{ without \}\}/);
  assert.match(message, /how the application's tasks are settled is its own affair/);
});

test('arguments of a file are read when the scenario is', async () => {
  const tasks = '{ name: a, kind: own, args: { from: args.jsonl } }';
  assert.match(await refused('app: ./tasks.js', tasks), /args\.jsonl:1: this is not JSON/);
});

test('a BullMQ job has one value', async () => {
  const head = 'system: bullmq\napp: ./processor.js';
  assert.match(await refused(head, '{ name: a, kind: own, args: [1, 2] }'), /one value, its data/);
  assert.match(
    await refused(head, '{ name: a, kind: own, args: [1], kwargs: { b: 2 } }'),
    /one value, its data/,
  );
  await scenario(head, '{ name: a, kind: own, args: [{ b: 2 }] }');
});
