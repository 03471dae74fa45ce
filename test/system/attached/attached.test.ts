// A fleet that someone else started, driven and measured from outside: Celery's and ours. Nothing of it may change, and
// nothing may be left on the broker.

import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { env } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, beforeEach, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { connectBroker, encodeTask, type OwnBroker } from '../../../src/broker/index.ts';
import { HeadcountError } from '../../../src/errors/index.ts';
import type { RunResult } from '../../../src/result/index.ts';
import { runScenario, type RunEvent } from '../../../src/run/index.ts';
import { loadScenario } from '../../../src/scenario/index.ts';
import { ms } from '../../../src/units/index.ts';
import { RemoteControl } from '../../../src/worker/index.ts';
import { CeleryTools, SKIP_WITHOUT_CELERY } from '../../celery/python.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../../redis-server.ts';
import { basicWorker, keysOf } from '../../worker/basic-worker.ts';

/** It has a result backend, which must stay empty all the same. */
const NAPS = (url: string): string => `
import time
from celery import Celery
app = Celery('tapp', broker='${url}', backend='${url}')
@app.task(name='nap')
def nap(sec):
    time.sleep(sec)
`;

const scenario = (system: string, task: string, more = 'attach: true'): string => `
name: attached
system: ${system}
${more}
workload: { tasks: [{ ${task}, kind: own, queue: celery }] }
load: [{ saturate: 500ms }, { rate: 40/s, arrivals: constant, duration: 1s }]
warm-up: 200ms
repeats: 2
`;

describe('an attached fleet', { timeout: 175_000, skip: SKIP_WITHOUT_REDIS }, () => {
  let server: OwnBroker;
  let redis: Redis;
  before(async () => {
    server = await startTestRedis();
    redis = new Redis(server.url);
  });
  after(async () => {
    redis.disconnect();
    await server.stop();
  });
  beforeEach(() => redis.flushall());

  const keys = (): Promise<readonly string[]> => keysOf(redis);

  async function run(
    text: string,
    ownedByRun = false,
    onEvent: (event: RunEvent) => void = () => undefined,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<RunResult> {
    const { scenario: loaded } = await loadScenario('attached.yaml', {
      readFile: () => Promise.resolve(text),
    });
    const record = { kind: 'redis', version: '7', url: server.url, ownedByRun } as const;
    return await runScenario({
      scenario: loaded,
      broker: { record, url: server.url, pid: undefined, restart: undefined },
      env,
      signal,
      onEvent,
      version: 'test',
    });
  }

  /** Switching events off answers whether they were on. */
  async function eventsWereOn(node: string): Promise<boolean> {
    await using broker = await connectBroker(server.url);
    await using remote = new RemoteControl(broker.signals);
    const answers = await remote.ask({ method: 'disable_events', destination: [node] }, ms(2000));
    return !JSON.stringify(answers.get(node)).includes('already disabled');
  }

  function check(result: RunResult, leastServiceMs: number): void {
    assert.deepEqual(
      result.trials.map(({ failure }) => failure),
      [null, null],
    );
    const [trial] = result.trials;
    assert.equal(trial?.ledger?.balanced, true);
    assert.equal(trial?.ledger?.lost, 0);
    assert.ok((trial?.capacityPerSec ?? 0) > 0);
    const offered = trial?.phases.find(({ phase }) => phase === 'rate');
    assert.ok(offered !== undefined);
    assert.equal(offered.sent, 40);
    assert.equal(offered.completed, 40);
    const { minMs } = offered.service.summary;
    assert.ok(minMs >= leastServiceMs, `${minMs}`);
    const laws = offered.selfChecks.map(({ name }) => name);
    assert.deepEqual(laws, ['percentiles', 'utilization'], 'nobody tells what the depth holds');
    assert.ok(trial?.warnings.some(({ code }) => code === 'stamps-from-events'));
  }

  const refused = (text: string, code: string, message: RegExp) =>
    assert.rejects(run(text), (error) => {
      assert.ok(error instanceof HeadcountError);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      return true;
    });

  for (const [pool, concurrency] of [
    ['prefork', 2],
    ['solo', 1],
  ] as const)
    it(
      `measures a ${pool} worker of Celery's and leaves it as it was`,
      { skip: SKIP_WITHOUT_CELERY },
      async () => {
        await using tools = await CeleryTools.create(NAPS(server.url));
        const worker = tools.start(
          'worker',
          '-P',
          pool,
          '-c',
          `${concurrency}`,
          '-n',
          'w1@here',
          '-l',
          'INFO',
        );
        await worker.prints(/ ready\./);
        const before = await keys();
        const result = await run(scenario('celery', 'name: nap, args: [0.01]'));
        assert.deepEqual(await keys(), before);
        assert.equal(await eventsWereOn('w1@here'), false);
        check(result, 9);
        assert.deepEqual(result.cells[0]?.settings, { pool, concurrency, prefetch: 4, workers: 1 });
        assert.match(result.systems[0]?.version ?? '', /^celery \d/);
      },
    );

  it('measures workers of ours, whose events stay on if they were on', async () => {
    await using _worker = await basicWorker(server.url, 'o1@here', '-E');
    const before = await keys();
    const result = await run(scenario('headcount', 'name: wait, args: [10]'));
    assert.deepEqual(await keys(), before);
    check(result, 9);
    assert.equal(result.cells[0]?.settings['concurrency'], 4);
    assert.equal(await eventsWereOn('o1@here'), true);
  });

  it('knows what a fleet uses when all of it is here, and nothing of one with a worker elsewhere', async () => {
    const near = `near@${hostname()}`;
    await using _seen = await basicWorker(server.url, near, '-E');
    const load = scenario('headcount', 'name: wait, args: [10]').replace('repeats: 2', 'repeats: 1');
    const used = async () => (await run(load)).trials[0]?.phases.at(-1)?.resources;
    assert.ok(((await used())?.memoryPeakBytes ?? 0) > 2 ** 20);
    await using _hidden = await basicWorker(server.url, 'far@elsewhere', '-E');
    const half = await used();
    assert.deepEqual([half?.memoryPeakBytes, half?.memoryKind, half?.cpuCores], [null, null, null]);
    const rss = new Map(half?.pools.map((pool) => [pool.name, pool.rss]));
    assert.equal(rss.get('far@elsewhere'), null);
    assert.ok((rss.get(near)?.peakBytes ?? 0) > 2 ** 20);
  });

  it('refuses a fleet that others use, unless it is told to share', async () => {
    await using _worker = await basicWorker(server.url, 'o1@here');
    await using broker = await connectBroker(server.url);
    const foreign = (id: string, forMs: number) => ({
      queue: 'celery',
      envelope: encodeTask({ id, name: 'wait', args: [forMs], queue: 'celery', ignoreResult: true }),
    });
    await broker.sender.send([foreign('theirs', 8000)]);
    await refused(
      scenario('headcount', 'name: wait, args: [10]'),
      'NOT_ALONE',
      /the fleet is in use by others/,
    );
    const shared = run(scenario('headcount', 'name: wait, args: [10]', 'attach: { shared: true }'));
    const sending = setInterval(() => void broker.sender.send([foreign(`more-${Date.now()}`, 1)]), 100);
    try {
      const [trial] = (await shared).trials;
      assert.equal(trial?.failure, null);
      assert.equal(trial?.state === 'failed', false);
      assert.equal(trial?.ledger?.balanced, true);
      assert.ok(trial?.warnings.some(({ code }) => code === 'not-alone'));
      assert.ok(!trial?.refusals.some(({ code }) => code === 'not-alone'));
    } finally {
      clearInterval(sending);
    }
  });

  it(
    'is not taken for free while a worker that heard the question does not answer',
    { skip: SKIP_WITHOUT_CELERY },
    async () => {
      await using tools = await CeleryTools.create(NAPS(server.url));
      const solo = tools.start('worker', '-P', 'solo', '-n', 'solo@here', '-l', 'INFO', '-Q', 'celery');
      await solo.prints(/ ready\./);
      // It works until the test is over, and answers nobody meanwhile.
      assert.equal((await tools.script('from tapp import *\nnap.delay(600)')).code, 0);
      await solo.prints(/nap\[[^]* received/);
      await using _worker = await basicWorker(server.url, 'o1@here', '-Q', 'ours');
      const text = scenario('headcount', 'name: wait, args: [10]').replace('queue: celery', 'queue: ours');
      await refused(text, 'NOT_ALONE', /1 workers? heard the question and did not answer/);
    },
  );

  it('loses a worker that is killed and says no word of it', async () => {
    await using worker = await basicWorker(server.url, 'o1@here', '-E');
    const [trial] = (
      await run(
        scenario('headcount', 'name: wait, args: [10]')
          .replace('duration: 1s', 'duration: 60s')
          .replace('repeats: 2', 'repeats: 1'),
        false,
        (event) => {
          if (event.event === 'phase-started' && event.phase === 'rate') worker.signal('SIGKILL');
        },
      )
    ).trials;
    assert.match(trial?.failure?.message ?? '', /o1@here .* no heartbeat for 1\d/);
  });

  it('voids a trial into which others sent, and lets go of the workers when it is interrupted', async () => {
    await using _worker = await basicWorker(server.url, 'o1@here');
    await using broker = await connectBroker(server.url);
    const before = await keys();
    const stopping = new AbortController();
    const text = scenario('headcount', 'name: wait, args: [10]');
    const result = await run(
      text,
      false,
      (event) => {
        if (event.event === 'phase-started' && event.trial.repeat === 2) stopping.abort();
        if (event.event !== 'phase-started' || event.phase !== 'rate') return;
        const envelope = encodeTask({
          id: 'intruder',
          name: 'noop',
          args: [],
          queue: 'celery',
          ignoreResult: true,
        });
        void broker.sender.send([{ queue: 'celery', envelope }]);
      },
      stopping.signal,
    );
    assert.deepEqual(
      result.trials.map(({ state }) => state),
      ['invalid', 'interrupted'],
    );
    const codes = result.trials[0]?.refusals.map(({ code }) => code);
    assert.ok(codes?.includes('not-alone'), codes?.join());
    assert.equal(await eventsWereOn('o1@here'), false);
    while ((await redis.hlen('unacked')) > 0) await sleep(10);
    assert.deepEqual(await keys(), before);
  });

  it('says what is missing: workers, tasks they know, a broker', async () => {
    const text = scenario('headcount', 'name: wait, args: [10]');
    await refused(text, 'NO_REPLY', /no worker that answers serves the queue celery/);
    await assert.rejects(run(text, true), /attach needs the broker/);
    await using _worker = await basicWorker(server.url, 'o1@here');
    const before = await keys();
    await refused(
      scenario('headcount', 'name: nobody'),
      'BAD_SCENARIO',
      /o1@here serves celery and does not know the task nobody/,
    );
    await refused(
      scenario('headcount', 'name: wait', 'attach: { workers: [x@y] }'),
      'NO_REPLY',
      /x@y did not answer/,
    );
    assert.deepEqual(await keys(), before);
  });
});
