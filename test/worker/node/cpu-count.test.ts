import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseCpuMax, usableCpus } from '../../../src/worker/node/cpu-count.ts';

it('reads the processors a cgroup may use', () => {
  assert.equal(parseCpuMax('200000 100000\n'), 2);
  assert.equal(parseCpuMax('50000 100000'), 0.5);
  assert.equal(parseCpuMax('max 100000'), Infinity);
  assert.equal(parseCpuMax(''), Infinity);
  assert.ok(usableCpus() >= 1);
});
