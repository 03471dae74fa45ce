// The page of the capacity model lists every warning in the program's own words.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { MODEL_WARNINGS } from '../../src/capacity/index.ts';

it('documents every warning of a plan with its cause and next step', () => {
  const page = readFileSync(new URL('../../../docs/capacity-model.md', import.meta.url), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  for (const [code, { cause, nextStep }] of Object.entries(MODEL_WARNINGS)) {
    const row = rows.find((cells) => cells[1] === `\`${code}\``);
    assert.deepEqual(row?.slice(2, 4), [cause, nextStep], code);
  }
});
