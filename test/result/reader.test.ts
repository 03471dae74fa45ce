// A result survives writing and reading; what is not a result is refused with the place that is wrong.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import {
  parseResult,
  pointLatest,
  readResult,
  runDirectory,
  writeResult,
  type RunResult,
} from '../../src/result/index.ts';
import { buildRunResult } from '../fixtures/run-result.ts';

async function inTemporaryDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'headcount-test-'));
  try {
    await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function refusal(text: string): HeadcountError {
  try {
    parseResult(text, 'run.json');
  } catch (error) {
    assert.ok(error instanceof HeadcountError);
    assert.equal(error.code, 'BAD_RESULT');
    return error;
  }
  assert.fail('the text was accepted');
}

test('a result comes back as it was written, from the directory and from the file', async () => {
  const result = buildRunResult({ repeats: 2 });
  await inTemporaryDirectory(async (base) => {
    const directory = runDirectory(base, 'sample', new Date('2026-01-05T09:00:00.000Z'));
    await writeResult(directory, result);
    assert.deepEqual(await readResult(directory), result);
    assert.deepEqual(await readResult(join(directory, 'result.json')), result);
    assert.deepEqual(await readdir(directory), ['result.json'], 'no half-written file is left');
  });
});

test('latest points at the newest run', async () => {
  await inTemporaryDirectory(async (base) => {
    for (const day of ['05', '06']) {
      const directory = runDirectory(base, 'sample', new Date(`2026-01-${day}T09:00:00.000Z`));
      await writeResult(directory, buildRunResult());
      await pointLatest(directory);
    }
    assert.equal(await readlink(join(base, 'sample', 'latest')), '2026-01-06T09-00-00Z');
    await readResult(join(base, 'sample', 'latest'));
  });
});

test('a missing path, a file that is not JSON and another kind of JSON are refused', async () => {
  await assert.rejects(readResult('/nowhere/at/all'), { code: 'BAD_RESULT' });
  assert.match(refusal('{').message, /run\.json is not JSON/);
  assert.match(refusal('{"a": 1}').message, /not a headcount result/);
});

test('a result of another version is refused by its number', () => {
  const other = JSON.stringify({ ...buildRunResult(), version: 99 });
  assert.match(refusal(other).message, /format version 99/);
});

test('a damaged field is named by its path', () => {
  const result: RunResult = buildRunResult();
  const damaged = { ...result, environment: { ...result.environment, cpus: 'two' } };
  assert.match(refusal(JSON.stringify(damaged)).message, /environment\.cpus/);
});

test('a run directory without a result says what to look for', async () => {
  await inTemporaryDirectory(async (base) => {
    await writeFile(join(base, 'other.txt'), '');
    await assert.rejects(readResult(base), /cannot read .*result\.json/);
  });
});

test('a result of before the command line was kept reads as one that changed nothing', () => {
  const result = buildRunResult();
  const { overrides: _, only: __, ...before } = result.scenario;
  assert.deepEqual(parseResult(JSON.stringify({ ...result, scenario: before }), 'run.json'), result);
});
