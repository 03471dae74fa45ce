import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { usableCpus } from '../../../src/worker/node/cpu-count.ts';

it('counts the processors that the control group of a unit leaves, at least one', () => {
  const root = mkdtempSync(join(tmpdir(), 'headcount-cpus-'));
  const unit = join(root, 'sys/fs/cgroup/app.slice');
  try {
    mkdirSync(unit, { recursive: true });
    mkdirSync(join(root, 'proc/self'), { recursive: true });
    writeFileSync(join(root, 'proc/self/cgroup'), '0::/app.slice\n');
    writeFileSync(join(root, 'sys/fs/cgroup/cgroup.controllers'), 'cpu\n');
    const limited = (text: string): number => {
      writeFileSync(join(unit, 'cpu.max'), `${text}\n`);
      return usableCpus(root);
    };
    assert.equal(limited('20000 100000'), 1);
    assert.equal(limited('150000 100000'), Math.min(2, availableParallelism()));
    assert.equal(limited('max 100000'), availableParallelism());
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
