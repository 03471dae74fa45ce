import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { execPath } from 'node:process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pauseProcesses } from '../../../src/run/faults/pause.ts';
import { eventually } from '../../contract/broker-harness.ts';

/** T: stopped. */
function stateOf(pid: number): string {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3);
}

function idler(): ChildProcess & { readonly pid: number } {
  const child = spawn(execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  assert.ok(child.pid !== undefined);
  return Object.assign(child, { pid: child.pid });
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('processes stand still until they are resumed', async () => {
  const [one, other] = [idler(), idler()];
  const paused = await pauseProcesses([one.pid, other.pid]);
  await eventually('both stand still', () => stateOf(one.pid) === 'T' && stateOf(other.pid) === 'T');
  await paused.resume();
  await paused.resume();
  await eventually('both go on', () => stateOf(one.pid) !== 'T' && stateOf(other.pid) !== 'T');
  await Promise.all([end(one), end(other)]);
});

test('a process that is gone is passed over', async () => {
  const [gone, one] = [idler(), idler()];
  await end(gone);
  const paused = await pauseProcesses([gone.pid, one.pid]);
  await eventually('the other stands still', () => stateOf(one.pid) === 'T');
  await paused.resume();
  await end(one);
});

test('a paused process goes on when whoever paused it is killed', async () => {
  const one = idler();
  const main = fileURLToPath(new URL('./pauser-main.js', import.meta.url));
  const pauser = spawn(execPath, [main, String(one.pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(pauser.stdout, 'data');
  await eventually('it stands still', () => stateOf(one.pid) === 'T');
  await end(pauser);
  await eventually('it goes on', () => stateOf(one.pid) !== 'T');
  await end(one);
});
