// headcount plan from the command line: what it prints, to where, and with which exit code.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { planCommand } from '../../../src/cli/commands/plan.ts';
import { buildRunResult } from '../../fixtures/run-result.ts';
import { matchesGolden } from '../../golden/golden.ts';
import { runCommand, type Ran } from '../fleet/command-line.ts';

const plan = (...args: readonly string[]): Promise<Ran> => runCommand(planCommand, ['plan', ...args]);

describe('headcount plan without a run', () => {
  const GUIDE = ['--rate', '100/s', '--service', '1s', '--concurrency', '8'];

  it("answers the guide's question", async () => {
    const { code, out, err } = await plan(...GUIDE);
    assert.equal(code, 0);
    assert.equal(err, '');
    await matchesGolden('plan/guide.txt', out);
  });

  it('answers it for a promise, with mixed tasks', async () => {
    const slo = ['--slo', 'p95(wait) < 50ms', '--slo', 'p99(end_to_end) < 12s'];
    const { code, out } = await plan(...GUIDE, ...slo, '--scv', '2.5', '--headroom', '10%', '--survive', '1');
    assert.equal(code, 0);
    assert.ok(out.split('\n').every((line) => line.length <= 80));
    await matchesGolden('plan/guide-slo.txt', out);
  });

  it('prints one JSON document with --json', async () => {
    const { code, out } = await plan(...GUIDE, '--json');
    assert.equal(code, 0);
    const document: unknown = JSON.parse(out);
    assert.ok(typeof document === 'object' && document !== null && 'format' in document);
    assert.equal(document.format, 'headcount-plan');
    // Nine digits: the last ones of an exponential differ between engines.
    const rounded = JSON.stringify(
      document,
      (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value),
      2,
    );
    await matchesGolden('plan/guide.json', `${rounded}\n`);
  });

  const bad: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['nothing at all', [], /a plan without a run needs --rate, --service, --concurrency/],
    [
      'a rate without a unit',
      ['--rate', '100', '--service', '1s', '--concurrency', '8'],
      /--rate 100: not a rate/,
    ],
    ['a rate of zero', ['--rate', '0/s', '--service', '1s', '--concurrency', '8'], /a rate of 0\/s/],
    ['no slot', ['--rate', '1/s', '--service', '1s', '--concurrency', '0'], /a concurrency of 0/],
    ['a word for a number', [...GUIDE, '--survive', 'some'], /NaN workers to spare/],
    ['an SLO below the service', [...GUIDE, '--slo', 'mean(end_to_end) < 1s'], /the task alone takes 1 s/],
    ['an SLO it does not know', [...GUIDE, '--slo', 'p95(age) < 1s'], /unknown metric "age"/],
    ['a machine', [...GUIDE, '--machine', 'cpus=8,memory=1GiB'], /--machine needs a run/],
    ['an unknown option', [...GUIDE, '--worker', '3'], /worker/],
  ];
  for (const [what, args, message] of bad) {
    it(`refuses ${what} with exit code 2, a message and a hint`, async () => {
      const { code, out, err } = await plan(...args);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(err, message);
      assert.ok(err.trim().split('\n').length >= 2, err);
    });
  }
});

describe('headcount plan with a run', () => {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'headcount-plan-'));
    const cells = [
      {
        pool: 'solo',
        concurrency: 1,
        prefetch: 1,
        capacityPerSec: 60,
        serviceMeanMs: 16,
        memoryBytes: 2 ** 26,
      },
      {
        pool: 'prefork',
        concurrency: 8,
        prefetch: 1,
        capacityPerSec: 320,
        serviceMeanMs: 24,
        memoryBytes: 2 ** 28,
      },
      {
        pool: 'async',
        concurrency: 8,
        prefetch: 4,
        capacityPerSec: 260,
        serviceMeanMs: 29,
        memoryBytes: 2 ** 26,
      },
      { pool: 'threads', concurrency: 8, prefetch: 4, capacityPerSec: 1, serviceMeanMs: 29, state: 'failed' },
    ] as const;
    await writeFile(join(directory, 'result.json'), JSON.stringify(buildRunResult({ cells, repeats: 3 })));
  });
  after(() => rm(directory, { recursive: true }));

  it("plans what the scenario's plan section asks", async () => {
    const { code, out, err } = await plan(directory);
    assert.equal(code, 0);
    assert.equal(err, '');
    await matchesGolden('plan/run.txt', out);
  });

  it('plans what the command line asks, machines and price included', async () => {
    const asked = ['--rate', '5000/s', '--slo', 'p99(wait) < 60ms', '--survive', '2', '--headroom', '20%'];
    const { code, out } = await plan(...asked, '--machine', 'cpus=8,memory=16GiB,price=0.34', directory);
    assert.equal(code, 0);
    await matchesGolden('plan/run-machine.txt', out);
  });

  it('says which settings stand in the way, and exits 2, when no fleet keeps the promise', async () => {
    const { code, out } = await plan(directory, '--slo', 'p95(end_to_end) < 5ms');
    assert.equal(code, 2);
    await matchesGolden('plan/impossible.txt', out);
  });

  it('keeps every line within 80 columns', async () => {
    const { out } = await plan(directory, '--machine', 'cpus=8,memory=16GiB');
    assert.deepEqual(
      out.split('\n').filter((line) => line.length > 80),
      [],
    );
  });

  const bad: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['figures beside a run', ['--service', '1s'], /--service is for a plan without a run/],
    ['an unknown machine key', ['--machine', 'cpu=8,memory=1GiB'], /unknown key "cpu"; did you mean cpus\?/],
    ['a machine without memory', ['--machine', 'cpus=8'], /memory is missing/],
    [
      'a machine with a word for cpus',
      ['--machine', 'cpus=many,memory=1GiB'],
      /cpus is "many", not a number/,
    ],
    ['a machine without cpus', ['--machine', 'cpus=0,memory=1GiB'], /a machine of 0 CPUs/],
    ['headroom beyond all', ['--headroom', '30'], /a headroom of 3000 %/],
  ];
  for (const [what, args, message] of bad) {
    it(`refuses ${what} with exit code 2, a message and a hint`, async () => {
      const { code, err } = await plan(directory, ...args);
      assert.equal(code, 2);
      assert.match(err, message);
      assert.ok(err.trim().split('\n').length >= 2, err);
    });
  }

  it('refuses a run that is not there', async () => {
    const { code, err } = await plan(join(directory, 'none'));
    assert.equal(code, 2);
    assert.match(err, /no such run/);
  });
});
