// What the pages say about the package must be so: its commands exist, its dependencies are each explained.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as z from 'zod';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

const names = z.record(z.string(), z.string());
const manifest = z
  .object({ scripts: names, dependencies: names, devDependencies: names })
  .parse(JSON.parse(read('package.json')));

describe('docs/dependencies.md', () => {
  const rows = [
    ...read('docs/dependencies.md').matchAll(/^\|\s*((?:`[^`]+`(?:, )?)+)\s*\|\s*[\w.,-]+\s*\|/gm),
  ];
  const explained = rows.flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );

  it('explains every dependency, and no other', () => {
    const real = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
    assert.deepEqual(explained.toSorted(), real.toSorted());
  });
});

describe('CONTRIBUTING.md', () => {
  it('names only commands that exist', () => {
    const text = read('CONTRIBUTING.md');
    const commands = [...text.matchAll(/`npm (?:run )?([\w:-]+)[^`]*`/g)].map(([, name = '']) => name);
    assert.ok(commands.length >= 4);
    const missing = commands.filter((name) => name !== 'ci' && !Object.hasOwn(manifest.scripts, name));
    assert.deepEqual(missing, []);
  });
});
