import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import { loadText, SMALL } from './ready-scenarios.ts';

const BASE = SMALL.replace(
  /\nload:[^]*$/,
  '\nload: [{ rate: 10/s, duration: 20s }, { rate: 20/s, duration: 10s }, { saturate: 5s }]\n',
);
const load = async (faults: string, more = '') =>
  (await loadText(`${BASE}${more}faults: [${faults}]\n`)).scenario.faults;
const refused = (faults: string, message: RegExp, more = '') =>
  assert.rejects(load(faults, more), (error) => {
    assert.ok(error instanceof HeadcountError);
    assert.match(error.message, message);
    return true;
  });

test('every fault is understood, with its defaults', async () => {
  const faults = await load(
    [
      '{ at: 0s, delay: broker, by: 5ms }',
      '{ at: 1s, kill: worker }',
      '{ at: 2s, kill: child }',
      '{ at: 3s, pause: worker, for: 1s }',
      '{ at: 3500ms, pause: child, for: 1s, group: worker }',
      '{ at: 4s, pause: broker, for: 1s }',
      '{ at: 5s, restart: broker, down: 2s }',
      '{ at: 8s, rolling-restart: workers }',
    ].join(', '),
  );
  assert.deepEqual(
    faults.map(({ action }) => action),
    [
      { fault: 'delay-broker', byMs: 5, path: 'fleet' },
      { fault: 'kill-worker', replace: true },
      { fault: 'kill-child' },
      { fault: 'pause-worker', durationMs: 1000 },
      { fault: 'pause-child', durationMs: 1000, group: 'worker' },
      { fault: 'pause-broker', durationMs: 1000 },
      { fault: 'restart-broker', downMs: 2000 },
      { fault: 'rolling-restart' },
    ],
  );
  assert.ok(
    faults.every(({ phaseIndex }) => phaseIndex === 1),
    'the last open-loop phase is meant',
  );
});

test('faults come in the order of their phases and times', async () => {
  const faults = await load(
    '{ at: 4s, kill: worker }, { at: 2s, kill: worker }, { at: 9s, kill: worker, phase: 1 }',
  );
  assert.deepEqual(
    faults.map(({ phaseIndex, atMs }) => [phaseIndex, atMs]),
    [
      [0, 9000],
      [1, 2000],
      [1, 4000],
    ],
  );
});

test('a fault that cannot happen is refused with what is wrong', async () => {
  await refused(
    '{ at: 12s, kill: worker }',
    /the fault begins after the end of its phase, which is 10 s long/,
  );
  await refused('{ at: 9s, pause: worker, for: 2s }', /lasts beyond the end of its phase/);
  await refused(
    '{ at: 1s, kill: worker, phase: 4 }',
    /the load has no phase 4; expected a number from 1 to 3/,
  );
  await refused('{ at: 1s, kill: worker, group: batch }', /the fleet has no group "batch"; expected \w+/);
  await refused('{ at: 1s, kill: child, replace: false }', /a killed child is always replaced/);
  await refused('{ at: 1s, pause: broker, for: 1s, group: web }', /the broker is in no group/);
  await refused(
    '{ at: 1s, kill: child }',
    /the workers of pool=async have no child processes; expected pool: prefork/,
    'matrix: { pool: [prefork, async] }\n',
  );
  await refused(
    '{ at: 1s, pause: child, for: 1s }',
    /the workers of pool=async have no child processes; expected pool: prefork, or pause: worker/,
    'matrix: { pool: [prefork, async] }\n',
  );
});

test('a misspelt fault is refused with the right spelling', async () => {
  await refused('{ at: 1s, kil: worker }', /did you mean "?kill"?\?/);
  await refused('{ at: 1s, pause: worker }', /for/);
  await refused('{ at: 1s, kill: wroker }', /expected one of worker, child; did you mean "?worker"?\?/);
});
