// `npm ci` refuses a lockfile that leaves out packages for other platforms, and npm leaves them out when the registry
// it asked did not have them. A lockfile must also install from whatever registry its user has.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as z from 'zod';

const lockfile = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        version: z.string().optional(),
        resolved: z.string().optional(),
        optionalDependencies: z.record(z.string(), z.string()).default({}),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../../../package-lock.json', import.meta.url), 'utf8')));

describe('package-lock.json', () => {
  it('has an entry for every optional dependency, whatever platform it is for', () => {
    const wanted = Object.values(lockfile.packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies),
    );
    const missing = wanted.filter(
      (name) => !Object.keys(lockfile.packages).some((path) => path.endsWith(`node_modules/${name}`)),
    );
    assert.deepEqual(missing, []);
  });

  it('names no registry', () => {
    const named = Object.values(lockfile.packages).filter(({ resolved }) => resolved !== undefined);
    assert.deepEqual(named, []);
  });
});
