// The speed of a CPU at work, from files laid out as in /sys.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkCpuSpeed, readBusyCpuSpeed } from '../../../src/run/doctor/cpu-speed.ts';

const root = mkdtempSync(join(tmpdir(), 'headcount-speed-'));
after(() => rmSync(root, { recursive: true, force: true }));

function cpu(index: number, nowKhz: number): void {
  const directory = join(root, `sys/devices/system/cpu/cpu${index}/cpufreq`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'scaling_cur_freq'), `${nowKhz}\n`);
  writeFileSync(join(directory, 'cpuinfo_max_freq'), '3200000\n');
  writeFileSync(join(directory, 'scaling_governor'), 'powersave\n');
}

test('the CPU that works counts, not those that idle', () => {
  cpu(0, 800_000);
  cpu(1, 3_100_000);
  const speed = readBusyCpuSpeed(root);
  assert.deepEqual(speed, { nowMhz: 3100, maxMhz: 3200, governor: 'powersave' });
  assert.equal(checkCpuSpeed(speed).state, 'ok');
  cpu(1, 900_000);
  assert.equal(checkCpuSpeed(readBusyCpuSpeed(root)).state, 'warn');
});

test('a system that does not tell is not warned of', () => {
  const speed = readBusyCpuSpeed(join(root, 'nowhere'));
  assert.deepEqual(speed, { nowMhz: null, maxMhz: null, governor: null });
  const check = checkCpuSpeed(speed);
  assert.deepEqual([check.state, check.finding], ['ok', 'the system does not tell']);
});
