// A worker process under supervision: ready, dead on arrival, silent, stubborn, and killed from outside.

import assert from 'node:assert/strict';
import { env, execPath, kill } from 'node:process';
import { test } from 'node:test';
import { Deadline, deferred } from '../../src/lifecycle/index.ts';
import type { WorkerDeath } from '../../src/system/index.ts';
import { ProcessFleet } from '../../src/system/process-fleet.ts';
import type { WorkerCommand } from '../../src/system/worker-process.ts';
import { ms } from '../../src/units/index.ts';

function worker(script: string, name = 'w1'): WorkerCommand {
  return {
    name,
    group: 'web',
    file: execPath,
    args: ['-e', script],
    env,
    isReady: (line) => line === 'ready',
  };
}

const NEVER = new AbortController().signal;
const WELL_BEHAVED = `
  process.on('SIGTERM', () => process.exit(0));
  console.log('ready');
  setInterval(() => {}, 1000);
`;
const STUBBORN = `
  process.on('SIGTERM', () => {});
  console.log('ready');
  setInterval(() => {}, 1000);
`;

function isAlive(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch {
    return false;
  }
}

test('a fleet is ready when each worker has said so, and is gone after stop', async () => {
  const fleet = await ProcessFleet.start(
    [worker(WELL_BEHAVED, 'a'), worker(WELL_BEHAVED, 'b')],
    2,
    ms(20_000),
    NEVER,
  );
  assert.deepEqual(
    fleet.workers.map(({ name }) => name),
    ['a', 'b'],
  );
  await fleet.stop(Deadline.in(ms(20_000)));
  await fleet.stop(Deadline.in(ms(20_000)));
  assert.deepEqual(
    fleet.workers.map(({ pid }) => isAlive(pid)),
    [false, false],
  );
  assert.deepEqual(fleet.deaths, [], 'a stop that was asked for is no death');
});

test('a worker that ends at start fails the fleet with its last lines, and the others are stopped', async () => {
  const broken = worker(`console.error('no such module: shop.js'); process.exit(3)`, 'broken');
  await assert.rejects(ProcessFleet.start([worker(WELL_BEHAVED), broken], 2, ms(20_000), NEVER), {
    code: 'WORKER_DIED',
    message: /worker broken ended with exit code 3[^]*no such module: shop\.js/,
  });
});

test('a worker that never becomes ready fails the fleet at the time limit', async () => {
  const silent = worker('setInterval(() => {}, 1000)', 'silent');
  await assert.rejects(ProcessFleet.start([silent], 1, ms(200), NEVER), /silent was not ready within 0\.2 s/);
});

test('a program that does not exist is reported, not thrown into the void', async () => {
  const missing = { ...worker(''), file: '/no/such/program' };
  await assert.rejects(ProcessFleet.start([missing], 1, ms(20_000), NEVER), /could not be started/);
});

test('a worker that ignores SIGTERM is killed at the deadline', async () => {
  const fleet = await ProcessFleet.start([worker(STUBBORN)], 1, ms(20_000), NEVER);
  await fleet.stop(Deadline.in(ms(100)));
  assert.equal(isAlive(fleet.workers[0]?.pid ?? 0), false);
});

test('a worker killed from outside is a death with its signal', async () => {
  const fleet = await ProcessFleet.start([worker(WELL_BEHAVED)], 1, ms(20_000), NEVER);
  const died = deferred<WorkerDeath>();
  fleet.onDeath(died.resolve);
  kill(fleet.workers[0]?.pid ?? 0, 'SIGKILL');
  const death = await died.promise;
  assert.equal(death.how, 'signal SIGKILL');
  assert.deepEqual(fleet.deaths, [death]);
  await fleet.kill();
});

test('an abort while starting ends every worker and throws its reason', async () => {
  const stop = new AbortController();
  const starting = ProcessFleet.start([worker('setInterval(() => {}, 1000)')], 1, ms(20_000), stop.signal);
  stop.abort(new Error('enough'));
  await assert.rejects(starting, /enough/);
});

test('a worker that is replaced keeps its name, has another pid, and is no death', async () => {
  const fleet = await ProcessFleet.start(
    [worker(WELL_BEHAVED, 'a'), worker(WELL_BEHAVED, 'b')],
    2,
    ms(20_000),
    NEVER,
  );
  const replaced: string[] = [];
  fleet.onReplaced(({ name, pid }) => replaced.push(`${name} ${pid}`));
  const [before, other] = fleet.workers;
  const successor = await fleet.replaceWorker('a', Deadline.in(ms(20_000)));
  assert.equal(successor.name, 'a');
  assert.notEqual(successor.pid, before?.pid);
  assert.deepEqual(fleet.workers, [successor, other]);
  assert.deepEqual(replaced, [`a ${successor.pid}`]);
  assert.deepEqual(
    [before, successor].map((one) => isAlive(one?.pid ?? 0)),
    [false, true],
  );
  await fleet.stop(Deadline.in(ms(20_000)));
  assert.deepEqual(fleet.deaths, []);
});

test('a worker killed on purpose is no death, and its seat can be filled again', async () => {
  const fleet = await ProcessFleet.start([worker(STUBBORN, 'a')], 1, ms(20_000), NEVER);
  assert.deepEqual(fleet.processes('a'), [fleet.workers[0]?.pid]);
  await fleet.killWorker('a');
  assert.deepEqual(fleet.processes('a'), []);
  const successor = await fleet.replaceWorker('a', Deadline.none());
  assert.deepEqual(fleet.processes('a'), [successor.pid]);
  await fleet.kill();
  assert.deepEqual(fleet.deaths, []);
});

test('a worker that is replaced while the fleet ends is not started again', async () => {
  const fleet = await ProcessFleet.start([worker(WELL_BEHAVED, 'a')], 1, ms(20_000), NEVER);
  const [before] = fleet.workers;
  await Promise.all([fleet.replaceWorker('a', Deadline.in(ms(20_000))), fleet.kill()]);
  assert.equal(fleet.workers[0]?.pid, before?.pid);
  assert.equal(isAlive(before?.pid ?? 0), false);
});
