// Limits of control groups, from directories laid out as a kernel lays out /proc and /sys.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { readCgroupLimits, readCgroupUse } from '../../src/machine/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'headcount-cgroup-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const GIB = 2 ** 30;
let count = 0;

/** `files`: below /sys/fs/cgroup. */
function machine(own: string, files: Readonly<Record<string, string>>): string {
  const root = join(folder, String(count++));
  const all = { 'proc/self/cgroup': own, ...prefixed(files) };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), `${text}\n`);
  }
  return root;
}

const prefixed = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`sys/fs/cgroup/${name}`, text]));

const CONTROLLERS = { 'cgroup.controllers': 'cpu memory' };

test('a unit of version 2 has the limits of its own group, not those of the root', () => {
  const root = machine('0::/system.slice/ci.service', {
    ...CONTROLLERS,
    'cpu.stat': 'usage_usec 99',
    'system.slice/cpu.max': 'max 100000',
    'system.slice/memory.max': 'max',
    'system.slice/ci.service/cpu.max': '150000 100000',
    'system.slice/ci.service/memory.max': String(2 * GIB),
    'system.slice/ci.service/memory.current': String(GIB / 2),
    'system.slice/ci.service/cpu.stat': 'usage_usec 5\nnr_throttled 3\nthrottled_usec 42000',
  });
  assert.deepEqual(readCgroupLimits(root), { cpus: 1.5, memoryBytes: 2 * GIB });
  assert.deepEqual(readCgroupUse(root), { memoryLeftBytes: 1.5 * GIB, throttledMs: 42 });
});

test('a tighter limit further up holds', () => {
  const root = machine('0::/a/b', {
    ...CONTROLLERS,
    'a/cpu.max': '50000 100000',
    'a/memory.max': String(GIB),
    'a/memory.current': String(GIB / 4),
    'a/b/cpu.max': '400000 100000',
    'a/b/memory.max': String(4 * GIB),
    'a/b/memory.current': '1',
  });
  assert.deepEqual(readCgroupLimits(root), { cpus: 0.5, memoryBytes: GIB });
  assert.equal(readCgroupUse(root).memoryLeftBytes, 0.75 * GIB);
});

test('a container of version 2 sees its own group as the top, whatever path it is told', () => {
  const files = { ...CONTROLLERS, 'cpu.max': '200000 100000', 'memory.max': String(GIB) };
  for (const own of ['0::/', '0::/../../kubepods/pod1', '0::/kubepods/pod1/c'])
    assert.deepEqual(readCgroupLimits(machine(own, files)), { cpus: 2, memoryBytes: GIB }, own);
});

test('version 1 has a hierarchy for each controller, and a huge number for no limit', () => {
  const own = '5:cpu,cpuacct:/docker/x\n4:memory:/docker/x\n1:name=systemd:/docker/x\n0::/docker/x';
  const free = String(2 ** 63);
  const files = {
    'cpu,cpuacct/cpu.cfs_quota_us': '-1',
    'cpu,cpuacct/cpu.cfs_period_us': '100000',
    'cpu,cpuacct/docker/x/cpu.cfs_quota_us': '250000',
    'cpu,cpuacct/docker/x/cpu.cfs_period_us': '100000',
    'cpu,cpuacct/docker/x/cpu.stat': 'nr_throttled 1\nthrottled_time 7000000',
    'memory/memory.limit_in_bytes': free,
    'memory/docker/x/memory.limit_in_bytes': free,
    'unified/cgroup.controllers': '',
  };
  const root = machine(own, files);
  assert.deepEqual(readCgroupLimits(root), { cpus: 2.5, memoryBytes: null });
  assert.deepEqual(readCgroupUse(root), { memoryLeftBytes: null, throttledMs: 7 });
  const limited = machine(own, {
    ...files,
    'memory/docker/x/memory.limit_in_bytes': String(GIB),
    'memory/docker/x/memory.usage_in_bytes': String(GIB / 4),
  });
  assert.equal(readCgroupLimits(limited).memoryBytes, GIB);
  assert.equal(readCgroupUse(limited).memoryLeftBytes, 0.75 * GIB);
});

test('without control groups nothing is limited', () => {
  const root = join(folder, 'none');
  assert.deepEqual(readCgroupLimits(root), { cpus: null, memoryBytes: null });
  assert.deepEqual(readCgroupUse(root), { memoryLeftBytes: null, throttledMs: null });
});

test('the groups of this process can be read', () => {
  const { cpus, memoryBytes } = readCgroupLimits();
  assert.ok(cpus === null || cpus > 0);
  assert.ok(memoryBytes === null || memoryBytes > 0);
});
