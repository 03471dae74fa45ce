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
import { connectBroker, encodeTask, type OwnBroker } from '../../src/broker/index.ts';
import { recordCommand } from '../../src/cli/commands/record.ts';
import { record, type RecordSummary } from '../../src/record/index.ts';
import { ms } from '../../src/units/index.ts';
import { scanTrace } from '../../src/workload/index.ts';
import { CeleryTools, SKIP_WITHOUT_CELERY } from '../celery/python.ts';
import { runCommand } from '../cli/fleet/command-line.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../redis-server.ts';
import { CliWorker } from '../worker/cli-process.ts';

const BASIC = fileURLToPath(new URL('../fixtures/apps/basic.js', import.meta.url));
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
    await redis.flushall();
    directory = await mkdtemp(join(tmpdir(), 'headcount-record-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  /** Without the lock that our workers hold by turns. */
  const keys = async (): Promise<readonly string[]> =>
    (await redis.keys('*')).filter((key) => key !== 'headcount.reaper').toSorted();
  const path = (): string => join(directory, 'trace.jsonl');

  /** Records what happens while `work` is done. */
  async function recorded(work: () => Promise<void>): Promise<RecordSummary> {
    const ending = new AbortController();
    const earlier = await patterns();
    const summary = record({
      brokerUrl: server.url,
      path: path(),
      queues: ['celery'],
      depthEveryMs: ms(50),
      patienceMs: ms(60_000),
      signal: ending.signal,
      onNotice: () => undefined,
    });
    await heard(earlier);
    await work();
    ending.abort();
    return await summary;
  }

  /** Workers listen too. */
  const patterns = async (): Promise<number> => Number(await redis.pubsub('NUMPAT'));

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
    await using worker = new CliWorker(
      '-A',
      BASIC,
      '-b',
      server.url,
      '--without-mingle',
      '-E',
      '-P',
      'async',
      '-c',
      '4',
      '-l',
      'info',
    );
    await worker.ready();
    const before = await keys();
    const summary = await recorded(async () => {
      await send('wait', 20, 30);
      await send('fail', 3, 'on purpose');
      await worker.prints(/(?:fail-2[^]*){2}/);
      while ((await redis.hlen('unacked')) + (await redis.llen('celery')) > 0) await sleep(10);
      await sleep(200);
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
    await using worker = new CliWorker(
      '-A',
      BASIC,
      '-b',
      server.url,
      '--without-mingle',
      '-n',
      'mute@here',
      '-P',
      'async',
      '-l',
      'info',
    );
    await worker.ready();
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
    await using worker = new CliWorker(
      '-A',
      BASIC,
      '-b',
      server.url,
      '--without-mingle',
      '-E',
      '-P',
      'async',
      '-c',
      '4',
      '-l',
      'info',
    );
    await worker.ready();
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
      const summary = await recorded(async () => {
        const sent = await tools.script(
          'from tapp import *\nfor _ in range(10): nap.delay(0.1)\nagain.delay()',
        );
        assert.equal(sent.code, 0, sent.stderr);
        await worker.prints(/again\[[^]*raised unexpected/);
        await sleep(300);
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
