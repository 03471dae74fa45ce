// The test runner on small files of its own: what it counts, what it refuses, what it says at the end.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const TEST_ROOT = fileURLToPath(new URL('..', import.meta.url));

const FILES: Readonly<Record<string, string>> = {
  'good.test.js': `
    import { describe, it } from 'node:test';
    describe('suite', () => { it('one', () => {}); it('two', async () => {}); });`,
  'skips.test.js': `
    import { describe, it } from 'node:test';
    it('works', () => {});
    describe('a page', { skip: 'no browser' }, () => { it('opens', () => {}); });
    it('wants hardware', (t) => t.skip('no such hardware'));`,
  'fails.test.js': `
    import { describe, it } from 'node:test';
    describe('suite', () => { it('is wrong', () => { throw new Error('wrong'); }); });`,
  'leaks.test.js': `
    import { it } from 'node:test';
    it('leaves a timer', () => { setInterval(() => {}, 1000); });`,
  'closes-late.test.js': `
    import { it } from 'node:test';
    it('is still closing when its test is over', () => { setTimeout(() => {}, 300); });`,
  'crashes.test.js': `throw new Error('cannot load');`,
  'empty.test.js': `export {};`,
  'forks.test.js': `
    import { it } from 'node:test';
    import assert from 'node:assert';
    it('hides the leak check from children', () => {
      assert.deepEqual(process.execArgv.filter((flag) => flag.includes('leaks')), []);
      assert.equal(process.env.HEADCOUNT_TEST_WATCH_LEAKS, undefined);
    });`,
};

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
  readonly lastLine: string;
}

describe('the test runner', () => {
  let root = '';

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'headcount-runner-'));
    await writeFile(join(root, 'package.json'), '{ "type": "module" }');
    for (const part of [
      'run-main.js',
      'leaks.js',
      'runner/celery-python.js',
      'runner/find-tests.js',
      'runner/programs.js',
      'runner/tally.js',
    ]) {
      await cp(join(TEST_ROOT, part), join(root, part));
    }
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(root, name), text);
  });

  after(() => rm(root, { recursive: true, force: true }));

  function runner(...filters: readonly string[]): Promise<Outcome> {
    return runnerWith({}, ...filters);
  }

  function runnerWith(changes: NodeJS.ProcessEnv, ...filters: readonly string[]): Promise<Outcome> {
    const { NODE_TEST_CONTEXT: _inTest, CI: _ci, ...inherited } = process.env;
    const env = { ...inherited, ...changes };
    return new Promise((resolve) => {
      execFile(process.execPath, [join(root, 'run-main.js'), ...filters], { env }, (error, stdout) => {
        const exitCode = error === null ? 0 : Number(error.code);
        resolve({ exitCode, output: stdout, lastLine: stdout.trimEnd().split('\n').at(-1) ?? '' });
      });
    });
  }

  it('counts tests, not suites or files, and ends with one plain line', async () => {
    const outcome = await runner('good');
    assert.equal(outcome.lastLine, '2 passed, 0 failed');
    assert.equal(outcome.exitCode, 0);
  });

  it('names what was skipped with its reason', async () => {
    const outcome = await runner('skips');
    assert.equal(outcome.lastLine, '1 passed, 0 failed, 2 skipped');
    assert.match(outcome.output, /Not covered: skips\.test\.js: "a page" \(no browser\)/);
    assert.match(outcome.output, /Not covered: skips\.test\.js: "wants hardware" \(no such hardware\)/);
    assert.equal(outcome.exitCode, 0);
  });

  it('fails when a test fails, counting it once', async () => {
    const outcome = await runner('fails', 'good');
    assert.equal(outcome.lastLine, '2 passed, 1 failed');
    assert.equal(outcome.exitCode, 1);
  });

  it('fails a file that leaves a timer open, names it, and does not hang', async () => {
    const outcome = await runner('leaks');
    assert.match(outcome.output, /File failed: .*leaks\.test\.js left open after its tests: Timeout/);
    assert.equal(outcome.exitCode, 1);
  });

  it('gives what is closing a moment to close', async () => {
    const outcome = await runner('closes-late', 'forks');
    assert.equal(outcome.lastLine, '2 passed, 0 failed');
  });

  it('fails a file that does not load or holds no test, and names it', async () => {
    const outcome = await runner('crashes', 'empty', 'good');
    assert.match(outcome.output, /File failed: .*crashes\.test\.js/);
    assert.match(outcome.output, /File failed: .*empty\.test\.js holds no test/);
    assert.equal(outcome.lastLine, '2 passed, 2 failed');
    assert.equal(outcome.exitCode, 1);
  });

  it('runs what it can without Redis and a browser, and says that they were not covered', async () => {
    const nothing = { PATH: '', HEADCOUNT_TEST_REDIS_SERVER: undefined, HEADCOUNT_TEST_CHROMIUM: undefined };
    const outcome = await runnerWith(nothing, 'good');
    assert.match(outcome.output, /Not covered: a real Redis \(/);
    assert.match(outcome.output, /Not covered: pages in a real browser \(/);
    assert.equal(outcome.lastLine, '2 passed, 0 failed');
    assert.equal(outcome.exitCode, 0);
  });

  it('fails when the words given match no file', async () => {
    const outcome = await runner('no-such-file');
    assert.match(outcome.output, /No test was run/);
    assert.equal(outcome.exitCode, 1);
  });
});
