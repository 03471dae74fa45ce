// Golden files: each broken scenario in test/golden/scenario and, beside it, the message it must give.
// Write them anew with HEADCOUNT_WRITE_GOLDEN=1 and read the difference before keeping it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { HeadcountError } from '../../src/errors/index.ts';
import { loadScenario, type LoadOptions } from '../../src/scenario/index.ts';

const GOLDEN = fileURLToPath(new URL('../../../test/golden/scenario/', import.meta.url));

// Scenarios are loaded under their bare names, so that messages don't depend on the folder.
const options: LoadOptions = {
  readFile: (path) => readFile(GOLDEN + basename(path), 'utf8'),
  checkThreshold: (text) => (text.includes('nonsense') ? `"${text}" is no threshold` : undefined),
  checkSlo: (text) => (text.includes('nonsense') ? `"${text}" is no goal` : undefined),
};

async function refusal(name: string, changes: LoadOptions = {}): Promise<HeadcountError> {
  try {
    await loadScenario(name, { ...options, ...changes });
  } catch (error) {
    assert.ok(error instanceof HeadcountError, String(error));
    assert.equal(error.code, 'BAD_SCENARIO');
    assert.equal(error.exitCode, 2);
    return error;
  }
  return assert.fail(`${name} was accepted`);
}

for (const name of readdirSync(GOLDEN).filter((file) => file.endsWith('.scenario'))) {
  test(`${name} is refused with everything that is wrong with it`, async () => {
    const { message } = await refusal(name);
    const file = GOLDEN + name.replace('.scenario', '.message');
    if (process.env['HEADCOUNT_WRITE_GOLDEN'] === '1') writeFileSync(file, `${message}\n`);
    assert.equal(`${message}\n`, readFileSync(file, 'utf8'));
  });
}

test('a file that cannot be read says why', async () => {
  assert.match(
    (await refusal('nowhere.yaml')).message,
    /^nowhere\.yaml: cannot read the scenario: there is no such file$/,
  );
});

test('an empty file says what belongs into it', async () => {
  const { message } = await refusal('x.yaml', { readFile: async () => '' });
  assert.match(message, /^x\.yaml:1:1: the file is empty; expected a scenario/);
});

test('size, nesting and aliases are bounded', async () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [name, from] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf', 'hg'].map((pair) => pair.split('')))
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${from}`).join(', ')}]`);
  for (const text of [bomb.join('\n'), '['.repeat(200_000), `name: ${'x'.repeat(1024 * 1024)}`]) {
    const { message } = await refusal('x.yaml', { readFile: async () => text });
    assert.match(message, /^x\.yaml:\d+:\d+: /);
  }
});

test('no more than fifty problems are shown', async () => {
  const text = Array.from({ length: 500 }, (_, index) => `wrong${index}: 1`).join('\n');
  const { message } = await refusal('x.yaml', { readFile: async () => text });
  assert.equal(message.split('\n').length, 51);
  assert.match(message, /\.\.\. and \d+ more problems$/);
});
