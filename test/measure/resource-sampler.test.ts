// Real processes, real /proc: memory and CPU of a process and its child are seen, and CPU never goes down.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execPath } from 'node:process';
import { test } from 'node:test';
import { ResourceSampler, type ResourceReading } from '../../src/measure/index.ts';

// Starts a child of its own that works for a while and ends, says so, and waits.
const PARENT = `
  const { spawnSync } = require('node:child_process');
  console.log('up');
  process.stdin.once('data', () => {
    spawnSync(process.execPath, ['-e', 'while (process.cpuUsage().user < 300_000);']);
    console.log('worked');
  });
`;

test('CPU of a child that ended stays in the account of its parent', async () => {
  const parent = spawn(execPath, ['-e', PARENT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const readings: ResourceReading[] = [];
  await using sampler = new ResourceSampler(20, (reading) => readings.push(reading));
  try {
    await once(parent.stdout, 'data');
    sampler.watch({ pid: parent.pid ?? 0, role: 'worker', name: 'w1' });
    const before = await sampler.read();
    sampler.start();
    parent.stdin.write('go\n');
    await once(parent.stdout, 'data');
    const after = await sampler.read();
    assert.ok((before.fleet?.bytes ?? 0) > 2 ** 20, 'a Node process uses more than a MiB');
    assert.ok(workerMs(after) - workerMs(before) > 100, 'the child worked');
    readings.reduce((last, reading) => {
      assert.ok(workerMs(reading) >= last, 'CPU never goes down');
      return workerMs(reading);
    }, 0);
    const roles = sampler.usage().map((usage) => usage.role);
    assert.ok(roles.includes('worker'));
  } finally {
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  }
});

test('a worker that is gone keeps its last CPU figure and counts no memory', async () => {
  const child = startIdle();
  await using sampler = new ResourceSampler(1000, () => undefined);
  await once(child.stdout, 'data');
  sampler.watch({ pid: child.pid ?? 0, role: 'worker', name: 'w1' });
  const before = await sampler.read();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const after = await sampler.read();
  assert.ok((before.fleet?.bytes ?? 0) > 2 ** 20);
  assert.equal(after.fleet?.bytes, 0);
  assert.ok(workerMs(before) > 0);
  assert.ok(workerMs(after) >= workerMs(before));
});

test('a fleet of which one worker runs elsewhere has no memory and no CPU figures', async () => {
  const child = startIdle();
  await using sampler = new ResourceSampler(1000, () => undefined);
  try {
    await once(child.stdout, 'data');
    sampler.watch({ pid: child.pid ?? 0, role: 'worker', name: 'here' });
    sampler.watch({ pid: 0, role: 'worker', name: 'elsewhere' });
    const reading = await sampler.read();
    assert.equal(reading.fleet, null);
    assert.equal(reading.cpuMs.worker, null);
    assert.deepEqual(
      reading.trees.map(({ name }) => name),
      ['here'],
    );
    assert.equal(reading.cpuMs.generator, null, 'nothing of that role is watched');
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

test('a worker that died before anyone looked counts with its successor', async () => {
  const child = startIdle();
  await using sampler = new ResourceSampler(1000, () => undefined);
  try {
    await once(child.stdout, 'data');
    sampler.watch({ pid: 0, role: 'worker', name: 'w1' });
    sampler.watch({ pid: child.pid ?? 0, role: 'worker', name: 'w1' });
    const reading = await sampler.read();
    assert.ok((reading.fleet?.bytes ?? 0) > 2 ** 20);
    assert.ok(workerMs(reading) > 0);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

function startIdle() {
  return spawn(execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function workerMs({ cpuMs }: ResourceReading): number {
  assert.ok(cpuMs.worker !== null);
  return cpuMs.worker;
}
