// The order in which the broker hears of an ended task, as the server itself saw it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { Retry } from '../../../src/worker/index.ts';
import { SKIP_WITHOUT_REDIS } from '../../redis-server.ts';
import { startServer, WorkerHarness } from '../worker-harness.ts';

describe('an ended task with late ack', { skip: SKIP_WITHOUT_REDIS, timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  before(async () => {
    server = await startServer('redis');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });

  /** Runs one task and tells the steps in the order the server took them. */
  async function stepsOf(task: () => unknown): Promise<readonly string[]> {
    await using h = await WorkerHarness.create(server.url);
    h.app.task('watched', task, { acks: 'late', maxRetries: 1 });
    const redis = new Redis(h.url);
    const monitor = await redis.monitor();
    redis.disconnect();
    const steps: string[] = [];
    monitor.on('monitor', (_time: string, args: readonly string[], source: string) => {
      const step = stepOf(args, source);
      if (step !== undefined) steps.push(step);
    });
    const link = { task: 'afterwards', args: [], kwargs: {}, options: { queue: 'elsewhere' } };
    const embed = { callbacks: [link], errbacks: [link], chain: null, chord: null };
    await h.startWorker();
    await h.send('watched', [[]], { embed });
    while (!steps.includes('ack')) await h.depth();
    monitor.disconnect();
    await h.broker.observer.purge(['elsewhere']);
    return steps;
  }

  it('follow-ups are sent, then the result is stored, then the message is acked', async () => {
    assert.deepEqual(await stepsOf(() => 1), ['send to elsewhere', 'SUCCESS', 'ack']);
  });

  it('so with error links', async () => {
    const fail = () => {
      throw new Error('no');
    };
    assert.deepEqual(await stepsOf(fail), ['send to elsewhere', 'FAILURE', 'ack']);
  });

  it('the message of the next try is there before the state is RETRY', async () => {
    const retry = () => {
      throw new Retry({ countdown: '1h' });
    };
    assert.deepEqual(await stepsOf(retry), ['send to celery', 'RETRY', 'ack']);
  });
});

// The test's own message is sent before the worker sends anything: it is the first to `celery`.
function stepOf(args: readonly string[], source: string): string | undefined {
  const [command, ...rest] = args;
  if (command?.toLowerCase() === 'lpush' && /elsewhere|"retries":1/.test(rest.join(' '))) {
    return `send to ${rest[0]}`;
  }
  if (source === 'lua' && command === 'PUBLISH') {
    return /"status":"(\w+)"/.exec(rest[1] ?? '')?.[1];
  }
  if (source === 'lua' && command === 'HDEL') return 'ack';
  return undefined;
}
