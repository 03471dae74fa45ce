import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { HeadcountError } from '../../src/errors/index.ts';
import { loadText, SCENARIOS } from './ready-scenarios.ts';

const QUICKSTART = readFileSync(`${SCENARIOS}quickstart.yaml`, 'utf8');

async function loadsOrSaysWhere(text: string): Promise<void> {
  try {
    const { scenario } = await loadText(text);
    assert.ok(scenario.cells.length > 0);
  } catch (error) {
    assert.ok(error instanceof HeadcountError, String(error));
    assert.equal(error.code, 'BAD_SCENARIO');
    assert.match(error.message, /^small\.yaml:\d+:\d+: \S/, error.message);
  }
}

test('a scenario with characters changed either loads or is refused with file and line', async () => {
  const place = fc.nat({ max: QUICKSTART.length });
  await fc.assert(
    fc.asyncProperty(place, fc.nat({ max: 12 }), fc.string({ maxLength: 8 }), async (at, drop, insert) => {
      await loadsOrSaysWhere(QUICKSTART.slice(0, at) + insert + QUICKSTART.slice(at + drop));
    }),
    { numRuns: 400 },
  );
});

test('a scenario with any value in any place either loads or is refused with file and line', async () => {
  const sections = fc.constantFrom(
    ...[
      'name',
      'system',
      'workload',
      'fleet',
      'matrix',
      'load',
      'repeats',
      'thresholds',
      'plan',
      'seed',
      '__proto__',
    ],
  );
  await fc.assert(
    fc.asyncProperty(sections, fc.jsonValue({ maxDepth: 4 }), async (section, value) => {
      const lines = QUICKSTART.split('\n').filter((line) => !line.startsWith(`${section}:`));
      await loadsOrSaysWhere(`${lines.join('\n')}\n${section}: ${JSON.stringify(value)}\n`);
    }),
    { numRuns: 400 },
  );
});

test('a scenario made of any values is refused with file and line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => loadsOrSaysWhere(JSON.stringify(value))),
    { numRuns: 200 },
  );
});
