// Claims of a scenario are checked against its own settings, loads and tasks, with their line.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkClaim } from '../../src/gate/index.ts';
import { loadText, SMALL } from './ready-scenarios.ts';

const load = (more: string, only: readonly string[] = []) => loadText(SMALL + more, { checkClaim, only });
const MATRIX = 'matrix: { pool: [async, threads] }\n';
const claim = (that: string): string => `claims: [{ says: so it is, that: '${that}' }]\n`;

test('claims are kept as they are written', async () => {
  const that = 'throughput[pool=async] > 2 x throughput[pool=threads]';
  const { scenario } = await load(MATRIX + claim(that));
  assert.deepEqual(scenario.claims, [{ says: 'so it is', that }]);
});

test('a wrong claim is refused with its line and what would be right', async () => {
  await assert.rejects(load(MATRIX + claim('throughput[pool=asinc] > throughput[pool=threads]')), {
    code: 'BAD_SCENARIO',
    message: /^small\.yaml:8:\d+: no setting has pool=asinc; did you mean 'async'\?$/,
  });
  await assert.rejects(load(`${MATRIX}claims: [{ says: so it is, this: lost }]\n`), {
    message: /unknown key "this" in claims\[0\]; expected one of says, that/,
  });
});

test('settings that --only leaves out may still be spoken of', async () => {
  const { scenario } = await load(MATRIX + claim('lost[pool=async] < lost[pool=threads]'), ['pool=async']);
  assert.deepEqual([scenario.cells.length, scenario.claims.length], [1, 1]);
});

test('with other sections wrong only the text of a claim is judged', async () => {
  const wrong = `matrix: { pool: [async, tredds] }\n${claim('lost[pool=nowhere] >= lost')}`;
  await assert.rejects(load(wrong), (error: Error) => {
    assert.match(error.message, /tredds/);
    assert.match(error.message, /'>=' is not a comparison/);
    assert.doesNotMatch(error.message, /nowhere/);
    return true;
  });
});
