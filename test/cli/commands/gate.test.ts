// headcount gate from the command line: what it prints, what it writes, and its exit codes.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gateCommand } from '../../../src/cli/commands/gate.ts';
import { buildRunResult, type RunOptions } from '../../fixtures/run-result.ts';
import { runCommand, type Ran } from '../fleet/command-line.ts';

const CELL = { pool: 'async', concurrency: 8, prefetch: 4, capacityPerSec: 400, serviceMeanMs: 20 };

describe('headcount gate', () => {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'headcount-gate-'));
    const save = async (name: string, options: RunOptions): Promise<void> => {
      const result = buildRunResult({ cells: [CELL], ...options });
      await writeFile(join(directory, name), JSON.stringify(result));
    };
    await save('plain.json', { repeats: 6 });
    await save('good.json', { repeats: 6, seed: 2, thresholds: ['lost == 0'] });
    await save('bad.json', { repeats: 6, seed: 3, thresholds: ['p95(wait) < 1ms'] });
    await save('odd.json', { thresholds: ['p95(lost) < 5'] });
    await save('short.json', { repeats: 3, seed: 4, thresholds: ['lost == 0'] });
  });
  after(() => rm(directory, { recursive: true }));

  const run = (...args: readonly string[]): Promise<Ran> =>
    runCommand(gateCommand, ['gate', ...args], { cwd: directory });

  it('answers 0 when the thresholds hold, 99 when one does not', async () => {
    assert.equal((await run('good.json')).code, 0);
    const { code, out, err } = await run('bad.json');
    assert.equal(code, 99);
    assert.equal(err, '');
    assert.match(out, /FAILED\s+p95\(wait\)/);
  });

  it('answers 98 when the baseline comparison is undecided', async () => {
    const { code, out } = await run('short.json', '--baseline', 'plain.json');
    assert.equal(code, 98);
    assert.match(out, /Inconclusive: \d of 9 comparisons undecided\.\n$/);
  });

  it('compares by the metrics named alone', async () => {
    const args = ['--baseline', 'plain.json', '--metric', 'throughput', '--metric', 'p95(wait)', '--json'];
    const { out } = await run('good.json', ...args);
    const document: unknown = JSON.parse(out);
    assert.ok(typeof document === 'object' && document !== null);
    assert.ok('format' in document && document.format === 'headcount-gate');
    const names = [...out.matchAll(/"metric": "([^"]+)"/g)].map(([, name]) => name);
    assert.deepEqual(names, ['throughput', 'p95(wait)']);
  });

  it('writes markdown and JUnit beside what it prints', async () => {
    const { code } = await run('bad.json', '--markdown', 'gate.md', '--junit', 'gate.xml');
    assert.equal(code, 99);
    assert.match(await readFile(join(directory, 'gate.md'), 'utf8'), /^## headcount gate: failed\n/);
    assert.match(await readFile(join(directory, 'gate.xml'), 'utf8'), /failures="1"/);
  });

  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      'nothing to judge by',
      ['plain.json'],
      /nothing to judge the run by\n {2}Add thresholds .* or give --baseline/,
    ],
    ['a threshold that does not parse', ['odd.json'], /threshold 'p95\(lost\) < 5': lost is a count/],
    ['a run that is not there', ['nowhere'], /nowhere/],
    [
      'an unknown metric',
      ['good.json', '--baseline', 'plain.json', '--metric', 'wait'],
      /'wait' is not a metric/,
    ],
    ['no run at all', [], /argument is missing[^]*headcount gate --help/],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what} with exit code 2`, async () => {
      const { code, out, err } = await run(...args);
      assert.equal(code, 2, err);
      assert.equal(out, '');
      assert.match(err, message);
    });
  }

  it('says which file it could not write, with exit code 1', async () => {
    const { code, err } = await run('good.json', '--junit', 'no/such/dir/gate.xml');
    assert.equal(code, 1);
    assert.match(err, /--junit: .*gate\.xml could not be written/);
  });
});
