// Where BullMQ is taken from.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { HeadcountError } from '../../../src/errors/index.ts';
import { loadBullmq } from '../../../src/system/bullmq/load-bullmq.ts';

async function inDirectory(use: (directory: string) => Promise<void> | void): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'headcount-bullmq-'));
  try {
    await use(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function install(directory: string, version: string): Promise<readonly string[]> {
  const home = join(directory, 'node_modules', 'bullmq');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'package.json'), JSON.stringify({ name: 'bullmq', version }));
  await writeFile(join(home, 'index.js'), 'exports.Queue = class MyQueue {}; exports.Worker = class {};');
  return [join(directory, 'package.json'), import.meta.url];
}

const refused = (places: readonly string[], message: RegExp, hint: RegExp): void =>
  assert.throws(
    () => loadBullmq(places),
    (error) => {
      assert.ok(error instanceof HeadcountError);
      assert.equal(error.code, 'MISSING_PACKAGE');
      assert.match(error.message, message);
      assert.match(error.hint ?? '', hint);
      return true;
    },
  );

test('where there is no BullMQ, the error says what to install where', () =>
  inDirectory((directory) => {
    const hint = new RegExp(`^Run this in ${directory}: npm install bullmq@6$`);
    refused([join(directory, 'package.json')], /workers of system bullmq need the package bullmq/, hint);
  }));

test('the BullMQ of the directory comes before the one beside headcount', () =>
  inDirectory(async (directory) => {
    const { Queue, version } = loadBullmq(await install(directory, '6.0.1'));
    assert.deepEqual([Queue.name, version], ['MyQueue', '6.0.1']);
  }));

test('a BullMQ that is too old is refused with the version that is needed', () =>
  inDirectory(async (directory) => {
    refused(await install(directory, '5.9.9'), /BullMQ 5\.9\.9 is too old/, /npm install bullmq@6/);
  }));
