// Recording from workers that run: ours, and Celery's as an operator starts them. Nothing may be left on the broker.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import * as z from 'zod';
import {
  connectBroker,
  decodeEvents,
  encodeTask,
  EVENT_CHANNELS,
  readTaskEvent,
  type OwnBroker,
} from '../../src/broker/index.ts';
import { recordCommand } from '../../src/cli/commands/record.ts';
import { deferred } from '../../src/lifecycle/index.ts';
import { record, type RecordSummary } from '../../src/record/index.ts';
import { ms } from '../../src/units/index.ts';
import { scanTrace } from '../../src/workload/index.ts';
import { CeleryTools, SKIP_WITHOUT_CELERY } from '../celery/python.ts';
import { runCommand } from '../cli/fleet/command-line.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../redis-server.ts';
import { basicWorker, keysOf } from '../worker/basic-worker.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

const taskSchema = z.object({
  task: z.string(),
  outcome: z.string(),
  queue: z.string().nullable(),
  worker: z.string().nullable(),
});

describe('recording', { timeout: 120_000, skip: SKIP_WITHOUT_REDIS }, () => {
  let server: OwnBroker;
  let redis: Redis;
  let directory: string;
  before(async () => {
    server = await startTestRedis();
    redis = new Redis(server.url);
  });
  after(async () => {
    redis.disconnect();
    await server.stop();
  });
  beforeEach(async () => {
    // The server notices a little later that the workers of the test before are gone.
    while ((await patterns()) > 0) await sleep(5);
    await redis.flushall();
    directory = await mkdtemp(join(tmpdir(), 'headcount-record-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const keys = (): Promise<readonly string[]> => keysOf(redis);
  const path = (): string => join(directory, 'trace.jsonl');

  /** Records what happens while `work` is done, until so many tasks have ended. */
  async function recorded(
    ends: number,
    work: () => Promise<void>,
    beforeEnd: () => void = () => undefined,
  ): Promise<RecordSummary> {
    const ending = new AbortController();
    const enough = deferred();
    let heardEnds = 0;
    await using broker = await connectBroker(server.url);
    await broker.signals.listen(EVENT_CHANNELS, (_channel, text) => {
      const decoded = decodeEvents(text);
      const events = decoded.kind === 'events' ? decoded.events : [];
      heardEnds += events.filter((event) => readTaskEvent(event)?.kind === 'ended').length;
      if (heardEnds >= ends) enough.resolve();
    });
    const earlier = await patterns();
    const summary = record({
      brokerUrl: server.url,
      path: path(),
      queues: ['celery', 'no-queue'],
      depthEveryMs: ms(50),
      patienceMs: ms(60_000),
      signal: ending.signal,
      onNotice: () => undefined,
    });
    await heard(earlier);
    await work();
    await enough.promise;
    beforeEnd();
    ending.abort();
    return await summary;
  }

  /** Subscriptions of all clients: workers listen too. */
  async function patterns(): Promise<number> {
    const clients = String(await redis.call('CLIENT', 'LIST', 'TYPE', 'pubsub'));
    return Array.from(clients.matchAll(/ psub=(\d+) /g)).reduce((sum, [, count]) => sum + Number(count), 0);
  }

  /** Until somebody more listens. */
  async function heard(earlier: number): Promise<void> {
    while ((await patterns()) === earlier) await sleep(5);
  }

  async function send(name: string, count: number, ...args: readonly unknown[]): Promise<void> {
    await using broker = await connectBroker(server.url);
    const message = (i: number) => ({
      queue: 'celery',
      envelope: encodeTask({ id: `${name}-${i}`, name, args, queue: 'celery', ignoreResult: true }),
    });
    await broker.sender.send(Array.from({ length: count }, (_, i) => message(i)));
  }

  async function tasksOf(): Promise<readonly z.output<typeof taskSchema>[]> {
    const lines = (await readFile(path(), 'utf8')).trim().split('\n');
    return lines.filter((line) => !line.startsWith('#')).map((line) => taskSchema.parse(JSON.parse(line)));
  }

  it('writes a line for each task of our worker, which replay reads, and leaves no key', async () => {
    await using _worker = await basicWorker(server.url, 'w1@here', '-E');
    const before = await keys();
    const summary = await recorded(23, async () => {
      await send('wait', 20, 30);
      await send('fail', 3, 'on purpose');
    });
    assert.deepEqual(await keys(), before);
    const tasks = await tasksOf();
    assert.equal(tasks.length, 23);
    assert.equal(summary.tasks, 23);
    assert.equal(tasks.filter(({ outcome }) => outcome === 'failed').length, 3);
    const waits = summary.byTask.find(({ task }) => task === 'wait');
    assert.equal(waits?.endings.succeeded, 20);
    assert.ok((waits?.service.p50Ms ?? 0) >= 29);
    // Nobody tells when they were sent.
    assert.deepEqual(
      summary.warnings.map(({ code }) => code),
      ['sent-unknown'],
    );
    const outline = await scanTrace(path(), 'jsonl', ['wait', 'fail']);
    assert.equal(outline.entries, 23);
  });

  it('says which worker keeps silent, and how to make it speak', async () => {
    await using _worker = await basicWorker(server.url, 'mute@here');
    const out = path();
    const args = ['record', '-b', server.url, '--for', '2500ms', '--every', '1s', '--out', out];
    const { code, out: text, err } = await runCommand(recordCommand, args);
    assert.equal(code, 1);
    assert.match(text, /warning: no-task-events: heard, but not of tasks: mute@here/);
    assert.match(err, /celery control enable_events/);
    const again = await runCommand(recordCommand, args);
    assert.equal(again.code, 1);
    assert.match(again.err, /cannot create .*trace\.jsonl/);
  });

  it('leaves a file that can be replayed when it is killed', async () => {
    await using _worker = await basicWorker(server.url, 'w1@here', '-E');
    const args = [MAIN, 'record', '-b', server.url, '--out', path(), '--every', '100ms'];
    const earlier = await patterns();
    const recording = spawn(process.execPath, args, { stdio: 'ignore' });
    const ended = once(recording, 'close');
    await heard(earlier);
    await send('noop', 10);
    // Lines are held for two seconds, because an earlier task may be heard of later.
    while ((await tasksOf()).length < 10) await sleep(50);
    recording.kill('SIGKILL');
    await ended;
    assert.equal((await scanTrace(path(), 'jsonl', ['noop'])).entries, 10);
  });

  it('ends when it is told to though the broker hangs, with what it had, and says so', async () => {
    await using _worker = await basicWorker(server.url, 'w1@here', '-E');
    const work = (): Promise<void> => send('noop', 3);
    try {
      const { tasks, warnings } = await recorded(3, work, () => process.kill(server.pid, 'SIGSTOP'));
      assert.equal(tasks, 3);
      assert.ok(warnings.some(({ code }) => code === 'broker-gap'));
      assert.match(await readFile(path(), 'utf8'), /"summary"/);
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
  });

  it('knows a gap by the subscription that was lost, and a queue that it may not count by name', async () => {
    await using _worker = await basicWorker(server.url, 'w1@here', '-E');
    await redis.set('no-queue', 'text');
    const summary = await recorded(1, async () => {
      // As the server does with a subscriber that is too slow. Workers subscribe too, and come back.
      await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
      // The worker, the recording and who counts the ends here.
      while ((await patterns()) < 3) await sleep(5);
      await send('noop', 1);
    });
    const codes = new Map(summary.warnings.map(({ code, detail }) => [code, detail]));
    assert.match(codes.get('broker-gap') ?? '', /^away for /);
    assert.equal(codes.get('queue-refused'), 'no-queue');
    const depths = new Map(summary.queues.map(({ queue, maxWaiting }) => [queue, maxWaiting]));
    assert.equal(depths.get('no-queue'), null);
    assert.equal(typeof depths.get('celery'), 'number');
  });

  it(
    'knows when tasks of a Celery fleet were sent and how long they ran',
    { skip: SKIP_WITHOUT_CELERY },
    async () => {
      await using tools = await CeleryTools.create(`
import time
from celery import Celery
app = Celery('tapp', broker='${server.url}')
app.conf.update(task_ignore_result=True, task_send_sent_event=True)
@app.task(name='nap')
def nap(sec):
    time.sleep(sec)
@app.task(name='again', bind=True, max_retries=1)
def again(self):
    raise self.retry(countdown=0)
`);
      const worker = tools.start('worker', '-P', 'prefork', '-c', '2', '-E', '-n', 'w1@here', '-l', 'INFO');
      await worker.prints(/ ready\./);
      const before = await keys();
      const summary = await recorded(12, async () => {
        const sent = await tools.script(
          'from tapp import *\nfor _ in range(10): nap.delay(0.1)\nagain.delay()',
        );
        assert.equal(sent.code, 0, sent.stderr);
      });
      assert.deepEqual(await keys(), before);
      const naps = summary.byTask.find(({ task }) => task === 'nap');
      assert.equal(naps?.count, 10);
      assert.equal(naps?.sentKnownRatio, 1);
      // Two at a time: the last ones wait for four pairs.
      assert.ok((naps?.wait.maxMs ?? 0) > 300, `${naps?.wait.maxMs}`);
      assert.ok((naps?.service.p50Ms ?? 0) >= 99 && (naps?.service.p50Ms ?? 0) < 200);
      const tries = (await tasksOf()).filter(({ task }) => task === 'again');
      assert.deepEqual(
        tries.map(({ outcome }) => outcome),
        ['retried', 'failed'],
      );
      assert.ok((await tasksOf()).every(({ queue, worker: by }) => queue === 'celery' && by === 'w1@here'));
    },
  );
});
