// What workers say of themselves, read: nothing is invented where one does not say.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { pid } from 'node:process';
import { describe, it } from 'node:test';
import { isHere, readWorkers } from '../../../src/system/attached/running-worker.ts';

/** As Celery's prefork pool answers. */
const STATS = {
  pid: 12,
  prefetch_count: 8,
  pool: { 'max-concurrency': 2, processes: [13, 14], writes: {} },
};
const ANSWERS = {
  stats: STATS,
  active_queues: [{ name: 'celery' }],
  registered: ['tapp.limited [rate_limit=2/s]'],
  active: [{}],
  reserved: [],
  scheduled: [{}],
  report: { ok: 'software -> celery:5.2.6 (dawn-chorus) kombu:5.2.4' },
};

/** Each value is what node w1 answers; undefined = nothing. */
const read = (answers: Partial<Record<keyof typeof ANSWERS, unknown>>) =>
  readWorkers((method) => {
    const reply = { ...ANSWERS, ...answers }[method];
    return new Map(reply === undefined ? [] : [['w1@elsewhere', reply]]);
  });

describe('a worker that runs', () => {
  it('is read as it says', () =>
    assert.deepEqual(read({}), [
      {
        node: 'w1@elsewhere',
        pid: 0,
        software: 'celery 5.2.6',
        pool: 'prefork',
        poolSaid: true,
        slots: 2,
        prefetch: 4,
        queues: ['celery'],
        tasks: ['tapp.limited'],
        holding: 2,
      },
    ]));

  it('holds nobody knows what, where an answer to that is missing', () => {
    for (const method of ['active', 'reserved', 'scheduled'] as const) {
      assert.equal(read({ [method]: undefined })[0]?.holding, null);
      assert.equal(read({ [method]: { error: 'busy' } })[0]?.holding, null);
    }
  });

  it('is left out where it does not say what it serves and knows', () => {
    for (const method of ['stats', 'active_queues', 'registered'] as const)
      assert.deepEqual(read({ [method]: undefined }), []);
  });

  it('is refused by name where it does not say its slots or its prefetch', () => {
    const refused = (stats: object, message: RegExp): void =>
      assert.throws(() => read({ stats }), { code: 'NO_REPLY', message });
    refused(
      { ...STATS, pool: { ...STATS.pool, 'max-concurrency': 'N/A' } },
      /^w1@elsewhere .*max-concurrency/,
    );
    refused({ ...STATS, prefetch_count: 'N/A' }, /^w1@elsewhere .*prefetch_count/);
  });

  it('is on this machine only where its process looks like a worker', async () => {
    const node = `w1@${hostname()}`;
    const script = 'process.stdin.resume(); process.stdout.write("up")';
    const worker = spawn(process.execPath, ['-e', script, 'worker'], { stdio: ['pipe', 'pipe', 'ignore'] });
    try {
      await once(worker.stdout, 'data');
      assert.ok(isHere(node, worker.pid ?? 0));
      assert.ok(!isHere('w1@elsewhere', worker.pid ?? 0));
    } finally {
      const ended = once(worker, 'close');
      worker.kill();
      await ended;
    }
    assert.ok(!isHere(node, worker.pid ?? 0));
    // The init of a container is not ours, whatever it is called.
    for (const other of [0, 1, -5, pid]) assert.equal(isHere(node, other), false, `${other}`);
  });
});
