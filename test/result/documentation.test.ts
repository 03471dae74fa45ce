// docs/result-format.md names every field of the schema and every warning.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { WARNINGS } from '../../src/result/index.ts';
import { buildRunResult } from '../fixtures/run-result.ts';

const text = await readFile(new URL('../../../docs/result-format.md', import.meta.url), 'utf8');
const page = text.replaceAll(/ +/g, ' ');

function fieldNames(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    for (const [name, child] of Object.entries(node)) {
      names.add(name);
      // Free-form parts: the matrix settings, and a duration law's own parameters.
      if (name !== 'settings' && name !== 'duration' && name !== 'fleet') visit(child);
    }
  };
  visit(value);
  return names;
}

test('every field of a result is on the page', () => {
  const missing = [
    ...fieldNames(buildRunResult({ claims: [{ says: 'small', that: 'memory < memory' }] })),
  ].filter((name) => !new RegExp(`\\b${name}\\b`).test(page));
  assert.deepEqual(missing, []);
});

test('every warning is on the page with its cause and next step', () => {
  for (const [code, { cause, nextStep }] of Object.entries(WARNINGS)) {
    assert.ok(page.includes(`| \`${code}\` | ${cause} | ${nextStep} |`), code);
  }
});
