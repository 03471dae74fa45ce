// Python workers and ours on one queue. Every task notes its runs in a ledger, whoever runs it.
// HEADCOUNT_TEST_MIXED_TASKS says how many there are.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBroker, encodeTask } from '../../src/broker/index.ts';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { Ledger } from '../torture/ledger.ts';
import { Scene } from '../torture/scene.ts';
import type { CliWorker } from '../worker/cli-process.ts';
import { CeleryTools, SKIP_WITHOUT_CELERY, type CeleryProcess } from './python.ts';

const TASKS = Number(process.env['HEADCOUNT_TEST_MIXED_TASKS'] ?? '2000');
const VISIBILITY_SEC = 4;

const python = (broker: string, ledger: string): string => `
import time
import redis
from celery import Celery

app = Celery('tapp', broker='${broker}')
app.conf.update(task_acks_late=True, task_ignore_result=True, worker_send_task_events=False,
                broker_transport_options={'visibility_timeout': ${VISIBILITY_SEC}})
ledger = redis.Redis.from_url('${ledger}')

@app.task(name='late')
def late(index, for_ms):
    ledger.hincrby('late:begun', index, 1)
    time.sleep(for_ms / 1000)
    ledger.hincrby('late:done', index, 1)
    ledger.incr('by-python')
`;

describe('a mixed fleet', { timeout: 170_000, skip: SKIP_WITHOUT_REDIS || SKIP_WITHOUT_CELERY }, () => {
  let scene: Scene;
  let tools: CeleryTools;
  before(async () => {
    scene = await Scene.open();
  });
  after(() => scene[Symbol.asyncDispose]());
  beforeEach(async () => {
    await scene.redis.flushall();
    tools = await CeleryTools.create(python(scene.url, scene.ledgerUrl));
  });
  afterEach(async () => {
    await tools[Symbol.asyncDispose]();
  });

  async function startPython(name: string): Promise<CeleryProcess> {
    const worker = tools.start('worker', '-P', 'prefork', '-c', '2', '-n', name, '-l', 'INFO');
    await worker.prints(/ ready\./);
    return worker;
  }

  function startOurs(name: string): Promise<CliWorker> {
    const visibility = ['--visibility-timeout', String(VISIBILITY_SEC)];
    return scene.startWorker(name, ...visibility);
  }

  /** Answers their numbers. */
  async function send(count: number, forMs: number): Promise<readonly number[]> {
    await using broker = await connectBroker(scene.url);
    const indices = Array.from({ length: count }, (_, i) => i);
    const message = (index: number) => ({
      queue: 'celery',
      envelope: encodeTask({ id: `mixed-${index}`, name: 'late', args: [index, forMs], queue: 'celery' }),
    });
    await broker.sender.send(indices.map(message));
    return indices;
  }

  const untilSettled = (): Promise<void> =>
    scene.until(
      'everything is settled',
      async () => (await scene.redis.llen('celery')) + (await scene.redis.hlen('unacked')) === 0,
    );
  async function byPython(): Promise<number> {
    const ledgerDb = scene.redis.duplicate({ db: 1 });
    const count = Number(await ledgerDb.get('by-python'));
    ledgerDb.disconnect();
    return count;
  }

  it(`does each of ${TASKS} tasks exactly once, both taking part`, async (t) => {
    await using ledger = new Ledger(scene.ledgerUrl);
    await startPython('p1');
    await using _ours = await startOurs('h1');
    const sent = await send(TASKS, 1);
    await scene.until('all are done', async () => (await ledger.done('late')) === TASKS);
    await untilSettled();
    assert.deepEqual(await ledger.count('late', sent), {
      ...{ sent: TASKS, once: TASKS, again: 0, lost: 0, cutShort: 0 },
    });
    const pythons = await byPython();
    t.diagnostic(`${pythons} by Python, ${TASKS - pythons} by headcount`);
    assert.ok(pythons > 0 && pythons < TASKS);
  });

  it('loses nothing when one of each is killed', async (t) => {
    await using ledger = new Ledger(scene.ledgerUrl);
    const doomedPython = await startPython('p1');
    await startPython('p2');
    await using doomed = await startOurs('h1');
    await using _survivor = await startOurs('h2');
    // Few enough that all are claimed at once: Python has no hold on a message between taking and claiming it.
    const sent = await send(24, 600);
    await scene.until('all are claimed', async () => {
      const [done, claimed] = [await ledger.done('late'), await scene.redis.hlen('unacked')];
      return (await scene.redis.llen('celery')) === 0 && done + claimed >= sent.length;
    });
    doomedPython.signal('SIGKILL');
    doomed.signal('SIGKILL');
    await scene.until('all are done', async () => (await ledger.done('late')) === sent.length);
    await untilSettled();
    const count = await ledger.count('late', sent);
    t.diagnostic(JSON.stringify(count));
    assert.equal(count.lost, 0);
  });

  it('keeps its claims, however long they are held, from Python workers that sweep', async () => {
    await using ledger = new Ledger(scene.ledgerUrl);
    await using _ours = await startOurs('h1');
    const sent = await send(2, 3 * VISIBILITY_SEC * 1000);
    await scene.until('both run', async () => (await scene.redis.hlen('unacked')) === 2);
    // A Python worker sweeps when it starts.
    await sleep(VISIBILITY_SEC * 1500);
    await startPython('p1');
    await startPython('p2');
    await untilSettled();
    assert.equal((await ledger.count('late', sent)).once, 2);
    assert.equal(await byPython(), 0);
  });
});
