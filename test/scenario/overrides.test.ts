import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import { perSecond } from '../../src/units/index.ts';
import { flatStream } from '../../src/workload/index.ts';
import { loadText, SMALL } from './ready-scenarios.ts';

const set = async (...overrides: string[]) => (await loadText(SMALL, { overrides })).scenario;

const refused = (override: string, message: RegExp) =>
  assert.rejects(set(override), (error) => {
    assert.ok(error instanceof HeadcountError);
    assert.match(error.message, message);
    return true;
  });

test('--set changes a value, adds a section, and reaches into lists by index or name', async () => {
  const scenario = await set(
    'repeats=5',
    'matrix.pool=[async, threads]',
    'load[0].saturate=3s',
    'load.1={ rate: 5/s, duration: 2s }',
    'workload.tasks.fetch-page.weight=7',
  );
  assert.equal(scenario.repeats, 5);
  assert.deepEqual(
    scenario.cells.map(({ id }) => id),
    ['pool=async', 'pool=threads'],
  );
  assert.deepEqual(scenario.load, [
    { phase: 'saturate', durationMs: 3000 },
    {
      phase: 'rate',
      streams: [flatStream(perSecond(5), 'poisson', [0])],
      durationMs: 2000,
      label: 'poisson 5/s',
    },
  ]);
  assert.equal(scenario.workload.tasks[0]?.weight, 7);
});

test('the last --set of the same place wins', async () => {
  assert.equal((await set('repeats=5', 'repeats=6')).repeats, 6);
});

test('a --set that cannot be is refused, naming the option', async () => {
  await refused('repeatz=5', /^--set repeatz=5: unknown key "repeatz"; .*did you mean repeats\?$/);
  await refused(
    'repeats=many',
    /^--set repeats=many: repeats is "many"; expected a whole number from 1 to 100$/,
  );
  await refused('matrix.pol=[async]', /^--set matrix\.pol=.*did you mean pool\?$/);
  await refused('load[0].saturate=3', /^--set load\[0\]\.saturate=3: .*did you mean 3s\?$/);
  await refused('load[9].saturate=3s', /the list has 1 entries and none is called "9"/);
  await refused('workload.tasks.fetch.weight=2', /none is called "fetch"/);
  await refused('name.first=x', /"first" would be inside of a plain value/);
  await refused('repeats', /this is not an assignment/);
  await refused('a..b=1', /this is not an assignment/);
  await refused('repeats=[1', /the value is not valid YAML/);
});

test('what was changed and which cells were kept goes with the scenario, beside the text of the file', async () => {
  const overrides = ['repeats=5'];
  const { scenario } = await loadText(SMALL, { overrides, only: ['pool=prefork'] });
  assert.deepEqual(scenario.source, { path: 'small.yaml', text: SMALL, overrides, only: ['pool=prefork'] });
});
