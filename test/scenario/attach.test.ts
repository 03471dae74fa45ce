// What a scenario may say of workers that run already.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import { loadText } from './ready-scenarios.ts';

const OWN = `
name: attached
system: celery
workload: { tasks: [{ name: proj.nap, kind: own, args: [1] }] }
load: [{ rate: 5/s, duration: 1s }]
`;

const refused = (text: string, message: RegExp) =>
  assert.rejects(loadText(text), (error) => {
    assert.ok(error instanceof HeadcountError);
    assert.match(error.message, message);
    return true;
  });

test('attach takes the tasks of the application that runs, and needs none of ours', async () => {
  assert.deepEqual((await loadText(`${OWN}attach: true\n`)).scenario.attach, { shared: false });
  const some = await loadText(`${OWN}attach: { shared: true, workers: [w1@a, w1@a, w2@b] }\n`);
  assert.deepEqual(some.scenario.attach, { shared: true, workers: ['w1@a', 'w2@b'] });
  await refused(`${OWN}attach: false\n`, /nothing says which application has the task/);
});

test('what running workers have decided is refused beside attach', async () => {
  await refused(`${OWN}attach: true\nmatrix: { pool: [solo] }\n`, /leave nothing to matrix/);
  await refused(`${OWN}attach: true\nfleet: [{ name: web }]\n`, /leave nothing to fleet/);
  await refused(`${OWN}attach: true\napp: proj\n`, /leave nothing to app/);
  await refused(OWN.replace('celery', 'bullmq').concat('attach: true\n'), /attach is not for bullmq/);
  await refused(`${OWN}attach: { shard: true }\n`, /attach/);
  await refused(`${OWN.replace('kind: own, args: [1]', 'kind: noop')}attach: true\n`, /kind: own/);
});
