// headcount report from the command line: where pages go, what the formats print, what is refused.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reportCommand } from '../../../src/cli/commands/report.ts';
import { buildRunResult } from '../../fixtures/run-result.ts';
import { runCommand, type Ran } from '../fleet/command-line.ts';

describe('headcount report', () => {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'headcount-report-'));
    for (const name of ['one', 'two']) {
      await mkdir(join(directory, name));
      const result = buildRunResult({ name, thresholds: ['lost == 0'] });
      await writeFile(join(directory, name, 'result.json'), JSON.stringify(result));
    }
    await mkdir(join(directory, 'pages'));
  });
  after(() => rm(directory, { recursive: true }));

  const run = (...args: readonly string[]): Promise<Ran> =>
    runCommand(reportCommand, ['report', ...args], { cwd: directory });

  it('writes the page beside the result and says where', async () => {
    const { code, out, err } = await run('one');
    assert.deepEqual([code, err, out], [0, '', `${join(directory, 'one', 'report.html')}\n`]);
    assert.match(await readFile(join(directory, 'one', 'report.html'), 'utf8'), /^<!doctype html>/);
  });

  it('writes one page to the file asked for, and several into a directory', async () => {
    assert.equal((await run('one/result.json', '-o', 'pages/mine.html')).code, 0);
    assert.equal((await run('one', 'two', '-o', 'pages')).code, 0);
    const names = await readdir(join(directory, 'pages'));
    assert.deepEqual(names.toSorted(), [
      'mine.html',
      'one-2026-01-05T09-00-00.html',
      'two-2026-01-05T09-00-00.html',
    ]);
  });

  it('refuses to put several pages into one file', async () => {
    const { code, err } = await run('one', 'two', '-o', 'both.html');
    assert.equal(code, 2);
    assert.match(err, /2 runs do not go into one page/);
  });

  it('prints the other formats, all runs one after the other', async () => {
    const markdown = await run('one', 'two', '--format', 'markdown');
    assert.deepEqual(markdown.out.match(/^# .*/gm), ['# one', '# two']);
    const csv = await run('one', 'two', '--format', 'csv');
    assert.deepEqual(
      [...new Set(csv.out.split('\r\n').map((line) => line.split(',')[0]))],
      ['scenario', 'one', 'two', ''],
    );
    const json: unknown = JSON.parse((await run('one', '--format', 'json')).out);
    assert.ok(typeof json === 'object' && json !== null && 'reports' in json);
  });

  it('counts a run once however many names it is given by', async () => {
    await symlink('one', join(directory, 'latest'));
    const once = (await run('one', 'two', '--format', 'csv')).out;
    const named = await run('one', 'two', 'latest', 'one/result.json', '--format', 'csv');
    assert.equal(named.out, once);
    const pages = await run('one', 'latest');
    assert.equal(pages.out, `${join(directory, 'one', 'report.html')}\n`);
  });

  it('prints thresholds as JUnit test cases, one run at a time', async () => {
    const { out } = await run('one', '--format', 'junit');
    assert.match(out, /<testcase [^>]*name="lost == 0"/);
    assert.equal((await run('one', 'two', '--format', 'junit')).code, 2);
  });

  it('refuses a run that is not there, and a format it does not have', async () => {
    assert.equal((await run('nowhere')).code, 2);
    assert.equal((await run('one', '--format', 'pdf')).code, 2);
  });
});
