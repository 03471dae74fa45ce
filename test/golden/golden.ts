// Compares output with a kept file of this folder. HEADCOUNT_UPDATE_GOLDEN=1 writes the files instead: read the
// difference before committing it.

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Fails where `text` differs from test/golden/<name>. */
export async function matchesGolden(name: string, text: string): Promise<void> {
  const file = fileURLToPath(new URL(`../../../test/golden/${name}`, import.meta.url));
  if (process.env['HEADCOUNT_UPDATE_GOLDEN'] === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  assert.equal(text, await readFile(file, 'utf8'), `differs from test/golden/${name}`);
}
