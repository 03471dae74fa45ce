// headcount run as a user meets it: the real program, its exit codes, what it prints and what it leaves behind.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseResult, readResult } from '../../../src/result/index.ts';

const PROGRAM = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

// Saturated only: no schedule, so that a busy machine cannot make a trial invalid.
const SCENARIO = `
name: tiny
workload: { tasks: [ { name: fetch, kind: io, duration: 1ms } ] }
fleet: [ { name: web, pool: async, prefetch: 2 } ]
matrix: { concurrency: [2, 4] }
load: [ { saturate: 300ms } ]
warm-up: 100ms
thresholds: ['lost == 0']
accept: [host-shared] # tests must pass on any machine
`;

// Workers that end before they are ready: every trial fails.
const BROKEN = `
name: broken
app: dies.js
workload: { tasks: [ { name: fetch, kind: own } ] }
fleet: [ { name: web, pool: async } ]
matrix: { concurrency: [2] }
load: [ { saturate: 300ms } ]
`;

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('headcount run', () => {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'headcount-run-'));
    await writeFile(join(directory, 'tiny.yaml'), SCENARIO);
    await writeFile(join(directory, 'strict.yaml'), SCENARIO.replace('lost == 0', 'throughput < 1/h'));
    await writeFile(join(directory, 'typo.yaml'), SCENARIO.replace('lost == 0', 'p95(wait:fetsh) < 1s'));
    await writeFile(join(directory, 'long.yaml'), SCENARIO.replace('saturate: 300ms', 'saturate: 60s'));
    await writeFile(join(directory, 'broken.yaml'), BROKEN);
    await writeFile(join(directory, 'dies.js'), 'throw new Error("out of luck");\n');
    await writeFile(join(directory, 'bad.yaml'), 'name: bad\nworklod: 3\n');
  });
  after(() => rm(directory, { recursive: true }));

  function start(...args: readonly string[]): ChildProcess {
    const { HEADCOUNT_BROKER: _one, REDIS_URL: _other, ...clean } = env;
    return spawn(execPath, [PROGRAM, 'run', ...args], {
      cwd: directory,
      env: clean,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async function ended(child: ChildProcess): Promise<Ended> {
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    await once(child, 'close');
    return { code: child.exitCode, out, err };
  }

  it('prints one JSON document with --json, writes result, report and summary, and exits 0', async () => {
    const { code, out, err } = await ended(start('tiny.yaml', '--json', '--out', 'json'));
    assert.equal(code, 0, err);
    const result = parseResult(out, 'stdout');
    assert.equal(result.trials.length, 2);
    const files = await readdir(join(directory, 'json/tiny/latest'));
    assert.deepEqual(files.sort(), ['report.html', 'result.json', 'summary.md']);
    assert.deepEqual(await readResult(join(directory, 'json/tiny/latest')), result);
    assert.match(err, /broker: /);
  });

  it('exits 99 when a threshold fails', async () => {
    const { code, err } = await ended(start('strict.yaml', '--only', 'concurrency=2', '--out', 'strict'));
    assert.equal(code, 99, err);
  });

  it('exits 2 on a scenario that says something wrong, with file, line and the nearest right name', async () => {
    const { code, err } = await ended(start('bad.yaml'));
    assert.equal(code, 2);
    assert.match(err, /bad\.yaml:2:1: .*worklod.*workload/s);
  });

  it('checks every file before the first runs', async () => {
    const { code, out, err } = await ended(start('tiny.yaml', 'bad.yaml', '--json', '--out', 'checked'));
    assert.equal(code, 2);
    assert.match(err, /bad\.yaml:2:1: /);
    assert.doesNotMatch(err, /broker: /);
    assert.equal(out, '');
    const { code: typo } = await ended(start('tiny.yaml', 'typo.yaml', '--out', 'checked'));
    assert.equal(typo, 2);
    await assert.rejects(readdir(join(directory, 'checked')));
  });

  it('goes on when a run has no trial, prints one JSON array of several, and exits with the worst', async () => {
    const { code, out, err } = await ended(
      start('broken.yaml', 'tiny.yaml', '--only', 'concurrency=2', '--json', '--out', 'several'),
    );
    assert.equal(code, 1, err);
    assert.match(err, /no trial produced a figure: /);
    const results: unknown = JSON.parse(out);
    assert.ok(Array.isArray(results));
    const names = results.map((one: unknown) => parseResult(JSON.stringify(one), 'stdout').scenario.name);
    assert.deepEqual(names, ['broken', 'tiny']);
  });

  it('exits 2 on a threshold about a task that does not exist', async () => {
    const { code, err } = await ended(start('typo.yaml'));
    assert.equal(code, 2);
    assert.match(err, /no task 'fetsh'[^]*Did you mean 'fetch'/);
  });

  it('exits 2 on a scenario that does not exist and on an unknown option', async () => {
    assert.equal((await ended(start('missing.yaml'))).code, 2);
    assert.equal((await ended(start('tiny.yaml', '--brocker', 'x'))).code, 2);
  });

  it('exits 1 when the broker cannot be reached, and says what to do', async () => {
    const { code, err } = await ended(start('tiny.yaml', '--broker', 'redis://127.0.0.1:1/0'));
    assert.equal(code, 1);
    assert.match(err, /127\.0\.0\.1:1/);
  });

  it('keeps the finished trials on Ctrl-C and exits 130', async () => {
    const child = start('tiny.yaml', 'long.yaml', '--out', 'stopped');
    let seen = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (!child.killed && /\[1\/2\][^\n]*capacity/.test(seen)) child.kill('SIGINT');
    });
    const { code, err } = await ended(child);
    assert.equal(code, 130, err);
    const result = await readResult(join(directory, 'stopped/tiny/latest'));
    assert.equal(result.outcome, 'interrupted');
    // Whatever else keeps the machine busy may void the trial; its figures are there all the same.
    assert.ok((result.trials[0]?.phases.length ?? 0) > 0);
  });
});
