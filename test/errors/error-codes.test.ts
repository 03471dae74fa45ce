// The table of codes is a contract with scripts: docs/errors.md must say what the program does, code by code.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ERROR_CODES, EXIT } from '../../src/errors/index.ts';

const PAGE = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');

interface DocumentedCode {
  readonly code: string;
  readonly exitCode: number;
  readonly meaning: string;
  readonly whatToDo: string;
}

function documentedCodes(): readonly DocumentedCode[] {
  const rows = PAGE.matchAll(/^\|\s*`([A-Z_]+)`\s*\|\s*(\d+)\s*\|\s*([^|]*?)\s*\|\s*([^|]*?)\s*\|$/gm);
  return [...rows].map(([, code = '', exitCode = '', meaning = '', whatToDo = '']) => ({
    code,
    exitCode: Number(exitCode),
    meaning,
    whatToDo,
  }));
}

describe('docs/errors.md', () => {
  it('lists every code, and no other', () => {
    const documented = documentedCodes().map(({ code }) => code);
    assert.deepEqual(documented.toSorted(), Object.keys(ERROR_CODES).toSorted());
  });

  it('gives each code the exit code that it really has', () => {
    const documented = Object.fromEntries(documentedCodes().map(({ code, exitCode }) => [code, exitCode]));
    assert.deepEqual(documented, { ...ERROR_CODES });
  });

  it('says of each what it means and what to do', () => {
    for (const { code, meaning, whatToDo } of documentedCodes()) {
      assert.ok(meaning.length > 20, `${code}: meaning`);
      assert.ok(whatToDo.length > 20, `${code}: what to do`);
    }
  });

  it('explains every exit code, and no other', () => {
    const explained = [...PAGE.matchAll(/^\|\s*(\d+)\s*\|/gm)].map(([, code]) => Number(code));
    assert.deepEqual(explained, Object.values(EXIT));
  });
});
