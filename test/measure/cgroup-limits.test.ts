// Limits of control groups, read from trees as kernels and container engines lay them out.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { readCgroupLimits, type CgroupLimits } from '../../src/measure/index.ts';

function limitsIn(files: Readonly<Record<string, string>>): CgroupLimits {
  const root = mkdtempSync(join(tmpdir(), 'headcount-cgroup-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return readCgroupLimits(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('version 2: the tightest limit on the way up counts, whoever set it', () => {
  const limits = limitsIn({
    'proc/self/cgroup': '0::/pods/pod1/web\n',
    'sys/fs/cgroup/pods/cpu.max': '400000 100000\n',
    'sys/fs/cgroup/pods/memory.max': '1073741824\n',
    'sys/fs/cgroup/pods/pod1/cpu.max': '150000 100000\n',
    'sys/fs/cgroup/pods/pod1/memory.max': 'max\n',
    'sys/fs/cgroup/pods/pod1/web/cpu.max': 'max 100000\n',
    'sys/fs/cgroup/pods/pod1/web/memory.max': '2147483648\n',
  });
  assert.deepEqual(limits, { cpus: 1.5, memoryBytes: 2 ** 30 });
});

test('version 1: each controller has a tree of its own', () => {
  const limits = limitsIn({
    'proc/self/cgroup': '5:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n',
    'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '-1\n',
    'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
    'sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us': '50000\n',
    'sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us': '100000\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
    'sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes': '536870912\n',
  });
  assert.deepEqual(limits, { cpus: 0.5, memoryBytes: 2 ** 29 });
});

test('a container that sees its own group as the top is limited by it', () => {
  const limits = limitsIn({
    'proc/self/cgroup': '3:cpu:/docker/abc\n0::/\n',
    'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '200000\n',
    'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
  });
  assert.deepEqual(limits, { cpus: 2, memoryBytes: null });
});

test('the limits of a group that we are not in do not count', () => {
  const limits = limitsIn({
    'proc/self/cgroup': '0::/mine\n',
    'sys/fs/cgroup/mine/cpu.max': '300000 100000\n',
    'sys/fs/cgroup/theirs/cpu.max': '100000 100000\n',
  });
  assert.deepEqual(limits, { cpus: 3, memoryBytes: null });
});

test('where nothing is told there is no limit', () => {
  assert.deepEqual(limitsIn({}), { cpus: null, memoryBytes: null });
  assert.deepEqual(limitsIn({ 'proc/self/cgroup': '0::/\n' }), { cpus: null, memoryBytes: null });
});
