// The load section: every way to write it, and what it becomes.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import type { LoadPhase } from '../../src/scenario/index.ts';
import { meanRate } from '../../src/workload/index.ts';
import { loadText, SMALL } from './ready-scenarios.ts';

const folder = mkdtempSync(join(tmpdir(), 'headcount-load-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const TWO_TASKS = SMALL.replace(
  '\nload:',
  '\n    - { name: resize, kind: io, duration: 1ms, weight: 3, queue: images, priority: 3 }\nload:',
);

async function phasesOf(...lines: readonly string[]): Promise<readonly LoadPhase[]> {
  const { scenario } = await loadText(`${TWO_TASKS}${lines.map((line) => `  - ${line}\n`).join('')}`);
  return scenario.load.slice(1);
}

async function phaseOf(line: string): Promise<LoadPhase> {
  const [phase] = await phasesOf(line);
  assert.ok(phase !== undefined);
  return phase;
}

const ALL = [0, 1];
const POISSON = { spacing: 'poisson' };
const rated = (curve: unknown, spacing: unknown = POISSON, unit = 'per-second') => ({
  arrivals: 'rate',
  unit,
  curve,
  spacing,
});

test('every form of load becomes streams of arrivals with a label', async () => {
  const forms: readonly (readonly [string, string, number, string, unknown])[] = [
    ['{ rate: 500/s, duration: 5s }', 'rate', 5000, 'poisson 500/s', rated({ curve: 'flat', rate: 500 })],
    [
      '{ utilization: 70%, arrivals: constant, duration: 5s }',
      'utilization',
      5000,
      'constant 70 % of capacity',
      rated({ curve: 'flat', rate: 0.7 }, { spacing: 'constant' }, 'of-capacity'),
    ],
    [
      '{ ramp: { from: 0/s, to: 500/s }, duration: 30s }',
      'rate',
      30_000,
      'ramp 0/s to 500/s',
      rated({ curve: 'ramp', from: 0, to: 500, overMs: 30_000 }),
    ],
    [
      '{ ramp: { from: 10%, to: 120% }, duration: 30s }',
      'utilization',
      30_000,
      'ramp 10 % to 120 % of capacity',
      rated({ curve: 'ramp', from: 0.1, to: 1.2, overMs: 30_000 }, POISSON, 'of-capacity'),
    ],
    [
      '{ steps: [100/s, 300/s, 200/s], each: 10s }',
      'rate',
      30_000,
      'steps 100/s to 300/s',
      rated({ curve: 'steps', rates: [100, 300, 200], eachMs: 10_000 }),
    ],
    [
      '{ spike: { from: 100/s, to: 1000/s, at: 10s, for: 2s }, duration: 30s }',
      'rate',
      30_000,
      'spike 100/s to 1,000/s',
      rated({ curve: 'spike', from: 100, to: 1000, atMs: 10_000, forMs: 2000 }),
    ],
    [
      '{ sine: { mean: 200/s, amplitude: 150/s, period: 24h }, duration: 1h }',
      'rate',
      3_600_000,
      'sine 50/s to 350/s',
      rated({ curve: 'sine', mean: 200, amplitude: 150, periodMs: 864e5 }),
    ],
    [
      '{ rate: 10/s, arrivals: { bursts: { on: 200ms, off: 800ms } }, duration: 5s }',
      'rate',
      5000,
      'bursts 10/s',
      rated({ curve: 'flat', rate: 10 }, { spacing: 'bursts', onMs: 200, offMs: 800, factor: 5 }),
    ],
    [
      '{ rate: 10/s, arrivals: { batch: { mean: 4 }, between: constant }, duration: 5s }',
      'rate',
      5000,
      'batches 10/s',
      rated(
        { curve: 'flat', rate: 10 },
        { spacing: 'batches', size: { size: 'geometric', mean: 4 }, between: 'constant' },
      ),
    ],
    [
      '{ batch: { min: 10, max: 20 }, every: 10s, duration: 1m }',
      'rate',
      60_000,
      '10 to 20 every 10 s',
      { arrivals: 'cron', size: { size: 'uniform', least: 10, most: 20 }, everyMs: 10_000 },
    ],
  ];
  for (const [line, kind, durationMs, label, plan] of forms)
    assert.deepEqual(
      await phaseOf(line),
      { phase: kind, streams: [{ plan, tasks: ALL }], durationMs, label },
      line,
    );
});

test('streams have tasks of their own, and name them where they are not all', async () => {
  const phase = await phaseOf(
    '{ streams: [{ rate: 5/s, tasks: [resize] }, { batch: 3, every: 1s, tasks: [fetch-page, resize] }], duration: 5s }',
  );
  assert.ok(phase.phase === 'rate');
  assert.equal(phase.label, 'poisson 5/s, resize + 3 every 1 s');
  assert.deepEqual(
    phase.streams.map(({ tasks }) => tasks),
    [[1], [0, 1]],
  );
});

test('a closed loop says how many are outstanding', async () => {
  assert.deepEqual(await phaseOf('{ outstanding: 50, tasks: [fetch-page], duration: 10s }'), {
    phase: 'closed',
    outstanding: 50,
    tasks: [0],
    durationMs: 10_000,
    label: '50 outstanding, fetch-page',
  });
});

test('a trace lasts as long as it is, divided by its speed', async () => {
  const path = join(folder, 'trace.csv');
  writeFileSync(path, 'time,task\n100,resize\n160,\n');
  const plan = { arrivals: 'replay', path, format: 'csv', entriesDue: 2, spanMs: 60_000 };
  const phase = await phaseOf(`{ replay: ${path}, speed: 6x, rate: 0.5 }`);
  assert.deepEqual(phase, {
    phase: 'replay',
    streams: [{ plan: { ...plan, speed: 6, copies: 0.5 }, tasks: ALL }],
    durationMs: 10_001,
    label: 'replay trace.csv, 6x as fast, 0.5x as many',
  });
  const cut = await phaseOf(`{ replay: ${path}, duration: 5s }`);
  assert.equal(cut.durationMs, 5000);
});

test('of a trace that is cut short what is offered is what comes before the cut, however unevenly it comes', async () => {
  const path = join(folder, 'uneven.csv');
  // 90 tasks in the first second, ten in the 99 s after it.
  const secs = [
    ...Array.from({ length: 90 }, (_, index) => index / 90),
    ...Array.from({ length: 10 }, (_, index) => 10 + 10 * index),
  ];
  writeFileSync(path, `time\n${secs.join('\n')}\n`);
  const offered = async (settings: string): Promise<number> => {
    const phase = await phaseOf(`{ replay: ${path}${settings} }`);
    assert.ok(phase.phase === 'replay');
    return meanRate(phase.streams, phase.durationMs / 1000);
  };
  assert.equal(await offered(', duration: 5s'), 90 / 5);
  assert.equal(await offered(', duration: 5s, speed: 2x, rate: 0.5x'), 45 / 5);
  assert.equal(await offered(', duration: 5s, speed: 4x'), 91 / 5);
  assert.equal(await offered(', duration: 200s'), 100 / 200);
});

test('a bad line of a trace is refused with its place in the trace and in the scenario', async () => {
  const path = join(folder, 'bad.csv');
  writeFileSync(path, 'time,task\n100,resize\n90,resize\n');
  await assert.rejects(phasesOf(`{ replay: ${path} }`), (error) => {
    assert.ok(error instanceof HeadcountError && error.code === 'BAD_SCENARIO');
    assert.match(error.message, /^small\.yaml:8:15: .*bad\.csv:3: the time lies before/);
    return true;
  });
});

test('a scenario says how many generators send its load', async () => {
  assert.equal((await loadText(SMALL)).scenario.generators, 1);
  assert.equal((await loadText(`${SMALL}generators: 3\n`)).scenario.generators, 3);
});
