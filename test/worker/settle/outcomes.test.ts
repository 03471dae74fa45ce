// How tasks may end, through every kind of slot: in the worker's own loop, in children, in threads.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadApp, type PoolKind } from '../../../src/worker/index.ts';
import { appUrl } from '../pool-harness.ts';
import { startServer, WorkerHarness } from '../worker-harness.ts';

for (const pool of ['async', 'prefork', 'threads'] as const) {
  describe(`endings in ${pool}`, { timeout: 60_000 }, () => endings(pool));
}

function endings(pool: PoolKind): void {
  let server: Awaited<ReturnType<typeof startServer>>;
  let h: WorkerHarness;
  before(async () => {
    server = await startServer('embedded');
    h = await WorkerHarness.create(server.url);
    const module = appUrl('outcomes');
    await h.startWorker({ app: await loadApp(module), module, broker: h.url, pool });
  });
  after(async () => {
    await h[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function end(name: string, ...args: readonly unknown[]) {
    const [id = ''] = await h.send(name, [args]);
    const { status, result } = await h.result(id);
    return { id, status, result };
  }
  const failed = async (name: string, ...args: readonly unknown[]) => {
    const { status, result } = await end(name, ...args);
    assert.equal(status, 'FAILURE');
    return result;
  };

  it('an error named in autoretryFor is tried again', async () => {
    assert.deepEqual((await end('flaky', 2)).result, 2);
  });

  it('the original error is the failure when no retries are left', async () => {
    const error = { exc_type: 'Unavailable', exc_message: ['run 2'], exc_module: 'headcount' };
    assert.deepEqual(await failed('flaky', 3), error);
  });

  it('a retry may change the arguments, and keeps the id', async () => {
    assert.deepEqual((await end('asks-again', 'once')).result, 'once, again');
    await h.untilDepth({ waiting: 0, reserved: 0 });
  });

  it('a retry without a cause ends with MaxRetriesExceededError', async () => {
    const result = await failed('never-enough');
    assert.match(JSON.stringify(result), /"MaxRetriesExceededError".*celery\.exceptions/);
  });

  it('a wish that makes no sense fails the task', async () => {
    assert.match(JSON.stringify(await failed('bad-wish')), /countdown is \\"soon\\"/);
  });

  it('so does a retry at a time that is none', async () => {
    for (const at of ['garbage', '+012345-01-01T00:00:00Z', '-000001-01-01T00:00:00Z']) {
      assert.match(JSON.stringify(await failed('retries-at', at)), /a time that is none/, at);
    }
    assert.match(JSON.stringify(await failed('retries-in', '9999999d')), /a time that is none/);
    await h.untilDepth({ waiting: 0, reserved: 0 });
  });

  it('a rejected message runs elsewhere, or is dropped', async () => {
    await h.send('reject', [[]]);
    assert.equal((await end('reject-first')).result, 'taken');
    await h.untilDepth({ waiting: 0, reserved: 0 });
  });

  it('an ignored task stores nothing', async () => {
    const [id = ''] = await h.send('ignore', [[]]);
    await end('value', 'undefined');
    assert.deepEqual(await h.broker.results.read([id]), [undefined]);
  });

  for (const kind of ['undefined', 'function', 'nothing of the kind']) {
    it(`a value that JSON has no word for is null: ${kind}`, async () => {
      const { status, result } = await end('value', kind);
      assert.deepEqual([status, result], ['SUCCESS', null]);
    });
  }

  for (const [kind, text] of [
    ['bigint', /BigInt/],
    ['nested', /BigInt/],
    ['cycle', /circular/],
    ['huge', /characters of JSON are more than/],
    ['huge-object', /characters of JSON are more than/],
  ] as const) {
    it(`a value that cannot be sent fails the task: ${kind}`, async () => {
      const result = JSON.stringify(await failed('value', kind));
      assert.match(result, /"EncodeError".*what the task handed back cannot be sent/);
      assert.match(result, text);
    });
  }

  for (const [kind, type, text] of [
    ['undefined', 'Error', 'thrown: undefined'],
    ['null', 'Error', 'thrown: null'],
    ['text', 'Error', 'just text'],
    ['object', 'Error', 'thrown: {"code":7}'],
    ['cycle', 'Error', 'the task threw something that has no text'],
    ['unavailable', 'Unavailable', 'own class'],
    ['odd', 'Error', '7'],
  ] as const) {
    it(`whatever is thrown is a failure: ${kind}`, async () => {
      const expected = { exc_type: type, exc_message: [text], exc_module: 'headcount' };
      assert.deepEqual(await failed('throw', kind), expected);
    });
  }
}
