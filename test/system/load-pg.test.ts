// Where the PostgreSQL client is taken from.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HeadcountError } from '../../src/errors/index.ts';
import { loadPg } from '../../src/system/calls/load-pg.ts';

async function inDirectory(use: (directory: string) => Promise<void> | void): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'headcount-pg-'));
  try {
    await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

test('where there is no pg, the error says what to install where', () =>
  inDirectory((directory) => {
    assert.throws(
      () => loadPg([join(directory, 'package.json')]),
      (error) => {
        assert.ok(error instanceof HeadcountError);
        assert.equal(error.code, 'MISSING_PACKAGE');
        assert.equal(error.hint, `Run this in ${directory}: npm install pg@8`);
        return true;
      },
    );
  }));

test('the pg of the directory comes before the one beside headcount', () =>
  inDirectory(async (directory) => {
    const home = join(directory, 'node_modules', 'pg');
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'index.js'), 'exports.Pool = class MyPool {}; exports.Client = class {};');
    const places = [join(directory, 'package.json'), import.meta.url];
    assert.equal(loadPg(places).Pool.name, 'MyPool');
  }));
