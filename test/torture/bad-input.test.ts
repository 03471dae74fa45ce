// Messages that are none, tasks that misbehave, broadcasts that mean nothing: each leaves a clear line in the log or a
// failure for a result, and the worker goes on.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { encodeTask } from '../../src/broker/index.ts';
import { Deadline } from '../../src/lifecycle/index.ts';
import { ms } from '../../src/units/index.ts';
import { CliWorker } from '../worker/cli-process.ts';
import { appUrl } from '../worker/pool-harness.ts';
import { startServer, WorkerHarness } from '../worker/worker-harness.ts';

const BASIC = fileURLToPath(appUrl('basic'));
const MISBEHAVING = fileURLToPath(appUrl('misbehaving'));

interface Envelope {
  body: string;
  headers: Record<string, unknown>;
  properties: Record<string, unknown>;
  [field: string]: unknown;
}

/** A good message with something done to it. */
function spoiled(change: (envelope: Envelope) => void): string {
  const text = encodeTask({ id: randomUUID(), name: 'noop', args: [], queue: 'celery' });
  const envelope: Envelope = { body: '', headers: {}, properties: {}, ...parsed(text) };
  change(envelope);
  return JSON.stringify(envelope);
}

function parsed(text: string): object {
  const value: unknown = JSON.parse(text);
  assert.ok(typeof value === 'object' && value !== null);
  return value;
}

/** Waits for a line; what came instead is in the failure. */
async function says(worker: CliWorker, pattern: RegExp, what: string): Promise<void> {
  const line = worker.prints(pattern);
  // Rejects when the worker ends, which may be after the test.
  line.catch(() => undefined);
  const inTime = await Deadline.in(ms(20_000)).race(line);
  assert.ok(inTime, `${what}: nothing like ${pattern} in ${worker.output.slice(0, 2_000)}`);
}

const nested = (depth: number, inside: string): string => '['.repeat(depth) + inside + ']'.repeat(depth);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What is wrong, the message, and what the log must say of it. */
const BAD_MESSAGES: readonly (readonly [what: string, envelope: string, said: RegExp])[] = [
  ['text', 'certainly not JSON', /Discarding a message of queue celery: /],
  ['a number', '42', /Discarding a message of queue celery: /],
  ['an empty object', '{}', /Discarding a message of queue celery: /],
  ['broken JSON', '{"body": "x", "headers": {}}}', /Discarding a message of queue celery: /],
  [
    'deep nesting',
    `{"body": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    /Discarding a message of queue celery: /,
  ],
  ['no id', spoiled((m) => delete m.headers['id']), /Discarding a message of queue celery: .*id/],
  ['no content type', spoiled((m) => delete m['content-type']), /Discarding .*content type is missing/],
  ['no task', spoiled((m) => delete m.headers['task']), /Discarding a message of queue celery: /],
  [
    'a pickle body',
    spoiled((m) => {
      m['content-type'] = 'application/x-python-serialize';
      m.body = 'gASVCgAAAAAAAABLAUsCSwOHlC4=';
    }),
    /Discarding .*application\/x-python-serialize/,
  ],
  [
    'a body that is not base64 of JSON',
    spoiled((m) => (m.body = base64('[1, 2'))),
    /Discarding noop\[.*\]: /,
  ],
  [
    'wrapped values nested deeper than the stack',
    spoiled((m) => (m.body = base64(`[[${nested(20_000, '{"__type__": "uuid"}')}], {}, {}]`))),
    /Discarding noop\[.*\]: body cannot be read/,
  ],
  ['a body of two elements', spoiled((m) => (m.body = base64('[[], {}]'))), /Discarding noop\[.*\]: /],
  [
    '50 MB',
    encodeTask({ id: 'big', name: 'noop', args: ['x'.repeat(50 << 20)], queue: 'celery' }),
    /Discarding .*longer/,
  ],
];

/** What Python clients always write and we can do without. */
const LEAN_MESSAGES: readonly (readonly [what: string, envelope: string])[] = [
  ['no delivery tag', spoiled((m) => delete m.properties['delivery_tag'])],
  ['no delivery info', spoiled((m) => delete m.properties['delivery_info'])],
  ['no properties but the encoding', spoiled((m) => (m.properties = { body_encoding: 'base64' }))],
];

const GARBAGE: readonly string[] = [
  'not JSON',
  '[]',
  '{}',
  '{"body": 1}',
  JSON.stringify({ body: base64('{"method": 1}'), properties: { body_encoding: 'base64' }, headers: {} }),
  JSON.stringify({
    body: base64('{"method": "nosuch"}'),
    properties: { body_encoding: 'base64' },
    headers: {},
  }),
  `{"body": ${'['.repeat(100_000)}`,
];

describe('bad input', { timeout: 120_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  before(async () => {
    server = await startServer('any');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });
  const start = async (app: string, pool: string, ...more: readonly string[]): Promise<CliWorker> => {
    const worker = new CliWorker('-A', app, '-b', server.url, '-P', pool, '-c', '2', '-l', 'info', ...more);
    await worker.ready();
    return worker;
  };

  for (const pool of ['prefork', 'async'] as const) {
    it(`leaves a line in the log for every message that is none, and runs the next one: ${pool}`, async () => {
      await using h = await WorkerHarness.create(server.url);
      await using worker = await start(BASIC, pool);
      for (const [what, envelope, said] of BAD_MESSAGES) {
        worker.output = '';
        await h.sendRaw(envelope);
        await says(worker, said, what);
        assert.equal(await h.app.send('add', [1, 2]).get({ timeout: '20s' }), 3, what);
      }
      for (const [what, envelope] of LEAN_MESSAGES) {
        worker.output = '';
        await h.sendRaw(envelope);
        await says(worker, /Task noop\[.*\] succeeded/, what);
      }
      await h.untilDepth({ waiting: 0, reserved: 0 });
    });

    it(`fails an unknown task, and whoever waits for it learns why: ${pool}`, async () => {
      await using h = await WorkerHarness.create(server.url);
      await using worker = await start(BASIC, pool);
      const [id = ''] = await h.send('no.such.task', [[]]);
      const { status, result } = await h.result(id);
      assert.equal(status, 'FAILURE');
      assert.deepEqual(result, {
        ...{ exc_type: 'NotRegistered', exc_message: ['no.such.task'], exc_module: 'celery.exceptions' },
      });
      await says(worker, /unregistered task no\.such\.task/, 'an unknown task');
      await h.untilDepth({ waiting: 0, reserved: 0 });
    });

    it(`takes no notice of broadcasts that mean nothing: ${pool}`, async () => {
      await using h = await WorkerHarness.create(server.url);
      await using _worker = await start(BASIC, pool);
      const redis = new Redis(server.url);
      for (const garbage of GARBAGE) await redis.publish('/0.celery.pidbox', garbage);
      redis.disconnect();
      assert.equal(await h.app.send('add', [20, 22]).get({ timeout: '20s' }), 42);
    });
  }

  const mischief: readonly (readonly [task: string, pools: readonly string[], error: RegExp])[] = [
    ['exit', ['prefork', 'threads'], /exited with code 3/],
    ['exit', ['async', 'solo'], /process\.exit\(3\) was called by a task/],
    ['throw-text', ['prefork', 'threads', 'async', 'solo'], /only text/],
    ['throw-nothing', ['prefork', 'threads', 'async', 'solo'], /undefined/],
    ['return-bigint', ['prefork', 'threads', 'async', 'solo'], /BigInt/],
    ['return-cycle', ['prefork', 'threads', 'async', 'solo'], /circular/i],
    ['return-throwing-getter', ['prefork', 'threads', 'async', 'solo'], /no value for you/],
  ];
  for (const pool of ['prefork', 'threads', 'async', 'solo']) {
    it(`fails the task that misbehaves, and only that: ${pool}`, async () => {
      await using h = await WorkerHarness.create(server.url);
      await using worker = await start(MISBEHAVING, pool);
      for (const [task, pools, error] of mischief) {
        if (!pools.includes(pool)) continue;
        await assert.rejects(h.app.send(task).get({ timeout: '20s' }), error, task);
        assert.equal(await h.app.send('good', [1]).get({ timeout: '20s' }), 1, `after ${task}`);
      }
      worker.signal('SIGTERM');
      assert.equal(await worker.exit(), 0);
    });
  }

  for (const pool of ['async', 'solo']) {
    it(`survives what a task throws behind its own back: ${pool}`, async () => {
      await using h = await WorkerHarness.create(server.url);
      await using worker = await start(MISBEHAVING, pool);
      assert.equal(await h.app.send('throw-later').get({ timeout: '20s' }), 'done');
      await says(worker, /thrown outside of any task and is ignored: Error: thrown later/, 'thrown');
      assert.equal(await h.app.send('reject-later').get({ timeout: '20s' }), 'done');
      await says(worker, /thrown outside of any task and is ignored: Error: rejected later/, 'rejected');
      assert.equal(await h.app.send('good', [1]).get({ timeout: '20s' }), 1);
      worker.signal('SIGTERM');
      assert.equal(await worker.exit(), 0);
    });
  }

  it('lets a task block the event loop for longer than a key lives, without anybody taking its work', async () => {
    await using h = await WorkerHarness.create(server.url);
    await using blocked = await start(MISBEHAVING, 'async', '-n', 'blocked@%h');
    const sent = h.app.send('block-late', [8_000]);
    await sent.sent;
    await says(blocked, /blocking/, 'blocking');
    await using other = await start(MISBEHAVING, 'async', '-n', 'other@%h');
    assert.equal(await sent.get({ timeout: '30s' }), 'unblocked');
    await h.untilDepth({ waiting: 0, reserved: 0 });
    assert.doesNotMatch(other.output, /Task block-late/);
  });
});
