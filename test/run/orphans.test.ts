// A run that is killed (SIGKILL) cannot tidy up: everything it started must notice and end by itself.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startEmbeddedBroker, type OwnBroker } from '../../src/broker/index.ts';
import { processFamily } from '../../src/measure/index.ts';
import { SKIP_WITHOUT_CELERY } from '../celery/python.ts';
import { eventually } from '../contract/broker-harness.ts';
import { celery } from './faults/faulted-trial.ts';

const PROGRAM = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

const SCENARIO = (pool: string, faults: string, system = 'system: headcount'): string => `
name: orphans
${system}
workload:
  tasks:
    - { name: wait, kind: io, duration: 30s }
    - { name: call, kind: http }
targets: { http: { latency: 30s } }
fleet: [ { name: web, workers: 2, pool: ${pool}, concurrency: ${pool === 'solo' ? 1 : 2} } ]
load: [ { rate: 100/s, duration: 60s } ]
warm-up: 0s
${faults}
`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a run that is killed', { timeout: 120_000 }, () => {
  let directory = '';
  let broker: OwnBroker;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'headcount-orphans-'));
    // Not the run's own: it outlives the run, so that nobody ends for want of a broker.
    broker = await startEmbeddedBroker();
  });
  after(async () => {
    await broker.stop();
    await rm(directory, { recursive: true });
  });

  /** Starts a run, waits for the words on its error output, kills it and answers whom it left. */
  async function killed(name: string, text: string, words: RegExp): Promise<readonly number[]> {
    const file = join(directory, `${name}.yaml`);
    await writeFile(file, text);
    const run = spawn(execPath, [PROGRAM, 'run', file, '--broker', broker.url, '--out', directory], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await said(run, words);
    const [, ...pids] = processFamily(run.pid ?? 0);
    run.kill('SIGKILL');
    await once(run, 'close');
    return pids;
  }

  async function said(run: ChildProcess, words: RegExp): Promise<void> {
    let text = '';
    for await (const chunk of run.stderr ?? []) {
      text += String(chunk);
      if (words.test(text)) return;
    }
    assert.fail(`the run ended without saying ${words}: ${text}`);
  }

  for (const pool of ['prefork', 'threads', 'async', 'solo']) {
    it(`leaves no worker, child, generator, proxy or target behind (${pool})`, async () => {
      const faults = 'faults: [ { at: 200ms, delay: broker, by: 1ms } ]';
      const pids = await killed(pool, SCENARIO(pool, faults), /fault: added/);
      // Two workers with their children, generator, target, proxy.
      assert.ok(pids.length >= (pool === 'prefork' ? 9 : 5), `${pids.length} processes`);
      await eventually('all are gone', () => !pids.some(isAlive));
    });
  }

  for (const pool of ['prefork', 'gevent']) {
    it(`leaves no worker or child of Celery behind (${pool})`, { skip: SKIP_WITHOUT_CELERY }, async () => {
      const faults = 'faults: [ { at: 200ms, delay: broker, by: 1ms } ]';
      const text = SCENARIO(pool, faults, celery());
      const pids = await killed(`celery-${pool}`, text, /fault: added/);
      assert.ok(pids.length >= (pool === 'prefork' ? 9 : 5), `${pids.length} processes`);
      await eventually('all are gone', () => !pids.some(isAlive));
    });
  }

  it('leaves no paused worker standing', async () => {
    const faults = 'faults: [ { at: 200ms, pause: worker, for: 50s } ]';
    const pids = await killed('paused', SCENARIO('prefork', faults), /fault: paused/);
    await eventually('all are gone', () => !pids.some(isAlive));
  });
});
