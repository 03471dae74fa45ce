// Results and sending from the application's side, against a worker in the same process.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { decodeEnvelope } from '../../../src/broker/index.ts';
import { ms } from '../../../src/units/index.ts';
import { App, chain, chord, group, Retry, TaskFailedError } from '../../../src/worker/index.ts';
import { Gate, startServer, WorkerHarness } from '../worker-harness.ts';

describe('results', { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  before(async () => {
    server = await startServer('any');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });

  const soon = { timeout: '10s' } as const;

  it('a task can be followed by its id from sending to forgetting', async () => {
    await using h = await WorkerHarness.create(server.url);
    const gate = new Gate();
    h.app.task('wait', (label: string) => gate.pass(label), { trackStarted: true });
    const sent = h.app.send('wait', ['here']);
    await sent.sent;
    const result = h.app.result(sent.id);
    assert.deepEqual([await result.state(), await result.ready()], ['PENDING', false]);
    await h.startWorker();
    await gate.arrived(1);
    while ((await result.state()) !== 'STARTED');
    assert.equal(await result.ready(), false);
    const [record] = await h.broker.results.read([sent.id]);
    assert.match(JSON.stringify(record?.result), /^{"pid":\d+,"hostname":"celery@/);
    gate.open();
    assert.equal(await result.get(soon), 'here');
    assert.deepEqual([await result.state(), await result.ready()], ['SUCCESS', true]);
    await result.forget();
    assert.equal(await result.state(), 'PENDING');
  });

  it('a task on its way to another try is in state RETRY, then sent again', async () => {
    await using h = await WorkerHarness.create(server.url);
    h.app.task('again', () => {
      throw new Retry({ countdown: '1h', cause: new RangeError('busy') });
    });
    const worker = await h.startWorker();
    const sent = h.app.send('again');
    await sent.sent;
    while ((await sent.state()) !== 'RETRY');
    const [record] = await h.broker.results.read([sent.id]);
    assert.match(JSON.stringify(record?.result), /RangeError.*busy/);
    assert.equal(record?.date_done, null);
    await h.untilDepth({ waiting: 0, reserved: 1 });
    await worker.kill();
    const consumer = await h.broker.consumer({ name: 'looker', queues: ['celery'] });
    const [delivery] = await consumer.reserve(1, ms(1000));
    assert.ok(delivery !== undefined);
    const decoded = decodeEnvelope(delivery.envelope);
    assert.ok(decoded.kind === 'task');
    const { id, retries, parentId, redelivered } = decoded.task;
    assert.deepEqual({ id, retries, parentId }, { id: sent.id, retries: 1, parentId: sent.id });
    assert.equal(redelivered, true);
    consumer.ack(delivery.receipt);
    await consumer.flush();
  });

  it('carry relatives always, and more about the task where asked for', async () => {
    await using h = await WorkerHarness.create(server.url);
    const app = new App('extended', { broker: h.url, resultExtended: true });
    app.task('add', (x: number, y: number) => x + y);
    await h.startWorker({ app });
    const [id = ''] = await h.send('add', [[1, 2]], { parentId: 'p', group: 'g', retries: 1 });
    const stored = await rawResult(h, id);
    assert.deepEqual(
      ['parent_id', 'group_id', 'name', 'args', 'kwargs', 'retries', 'queue'].map((key) => stored[key]),
      ['p', 'g', 'add', [1, 2], {}, 1, 'celery'],
    );
    await app.close();
  });

  it('expire as the application says', async () => {
    await using h = await WorkerHarness.create(server.url);
    for (const [resultExpires, least, most] of [
      ['1h', 3_590, 3_600],
      [0, -1, -1],
    ] as const) {
      const app = new App('expiring', { broker: h.url, resultExpires });
      app.task('noop', () => {});
      const worker = await h.startWorker({ app });
      const sent = app.send('noop');
      await sent.get(soon);
      const leftSec = await secondsLeft(h.url, `celery-task-meta-${sent.id}`);
      assert.ok(leftSec >= least && leftSec <= most, `${leftSec} s`);
      await worker.kill();
    }
  });

  it('failures are stored even where results are not, if the task says so', async () => {
    await using h = await WorkerHarness.create(server.url);
    const fail = () => {
      throw new Error('no');
    };
    h.app.task('quiet', fail, { ignoreResult: true });
    h.app.task('loud', fail, { ignoreResult: true, storeErrorsEvenIfIgnored: true });
    await h.startWorker();
    const [quiet = ''] = await h.send('quiet', [[]]);
    const [loud = ''] = await h.send('loud', [[]]);
    assert.equal((await h.result(loud)).status, 'FAILURE');
    assert.deepEqual(await h.broker.results.read([quiet]), [undefined]);
  });
});

describe('sending', { timeout: 60_000 }, () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  before(async () => {
    server = await startServer('embedded');
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
  });
  const soon = { timeout: '10s' } as const;

  it('puts every option into the message, and routes by name', async () => {
    await using h = await WorkerHarness.create(server.url);
    const app = new App('sender', { broker: h.url, routes: { 'img.*': { queue: 'celery', priority: 6 } } });
    const eta = new Date(Date.now() + 60_000);
    const link = app.signature('then', [1]);
    const options = {
      eta,
      expires: 90,
      timeLimit: '10s',
      softTimeLimit: 5,
      retries: 2,
      id: 'mine',
      link,
    } as const;
    await app.send('img.crop', [1], { ...options, kwargs: { a: 1 } }).sent;
    const consumer = await h.broker.consumer({ name: 'looker', queues: ['celery'] });
    const [delivery] = await consumer.reserve(1, ms(1000));
    assert.ok(delivery !== undefined);
    const decoded = decodeEnvelope(delivery.envelope);
    assert.ok(decoded.kind === 'task');
    const { id, priority, retries, timeLimitSec, kwargsRepr } = decoded.task;
    assert.deepEqual(
      { id, priority, retries, timeLimitSec, kwargsRepr },
      { id: 'mine', priority: 6, retries: 2, timeLimitSec: { hard: 10, soft: 5 }, kwargsRepr: "{'a': 1}" },
    );
    assert.equal(Date.parse(decoded.task.eta ?? ''), eta.getTime());
    assert.ok(Date.parse(decoded.task.expires ?? '') > eta.getTime());
    consumer.ack(delivery.receipt);
    await consumer.flush();
    await app.close();
  });

  it('starts chains, groups and chords, and answers what they come to', async () => {
    await using h = await WorkerHarness.create(server.url);
    const add = h.app.task('add', (x: number, y: number) => x + y);
    const total = h.app.task('total', (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0));
    await h.startWorker({ concurrency: 2 });
    const adds = [1, 2, 3].map((n) => add.signature([n, n]));
    assert.equal(await h.app.send(chain(add.signature([1, 2]), add.signature([3]))).get(soon), 6);
    const sent = h.app.send(group(...adds));
    assert.deepEqual(await sent.get(soon), [2, 4, 6]);
    assert.deepEqual(await Promise.all(sent.members.map((one) => one.get(soon))), [2, 4, 6]);
    assert.equal(await h.app.send(chord(adds, total.signature([]))).get(soon), 12);
    const nested = chain(group(...adds), total.signature([]), add.signature([100], { immutable: false }));
    assert.equal(await h.app.send(nested).get(soon), 112);
    assert.equal(await h.app.send(chord([], total.signature([]))).get(soon), 0);
  });

  it('a failing member fails the chord, and its error links hear of it', async () => {
    await using h = await WorkerHarness.create(server.url);
    const told = new Gate();
    told.open();
    h.app.task('fail', () => {
      throw new Error('no');
    });
    h.app.task('noop', () => {});
    h.app.task('told', (id: string) => told.pass(id), { ignoreResult: true });
    await h.startWorker();
    const body = h.app.signature('noop', [], { linkError: h.app.signature('told') });
    const sent = h.app.send(chord([h.app.signature('noop'), h.app.signature('fail')], body));
    await assert.rejects(sent.get(soon), (error) => {
      assert.ok(error instanceof TaskFailedError);
      assert.equal(error.exceptionType, 'ChordError');
      assert.match(error.message, /Dependency .* raised Error\('no'\)/);
      return true;
    });
    assert.deepEqual(await told.arrived(1), [sent.id]);
  });

  it('reads what Python wraps', async () => {
    await using h = await WorkerHarness.create(server.url);
    const seen: unknown[] = [];
    h.app.task('see', (...args: readonly unknown[]) => void seen.push(...args));
    await h.startWorker();
    const typed = (type: string, value: unknown) => ({ __type__: type, __value__: value });
    const when = '2026-01-02T03:04:05.000006+00:00';
    const uuid = { hex: '12345678123456781234567812345678' };
    const args = [
      typed('datetime', when),
      [typed('decimal', '1.10')],
      typed('uuid', uuid),
      typed('base64', 'aGk='),
    ];
    const unknown = { ...typed('sculpture', 1), more: 1 };
    const [id = ''] = await h.send('see', [[...args, unknown, typed('sculpture', 1)]]);
    await h.result(id);
    const expected = [new Date(when), ['1.10'], '12345678-1234-5678-1234-567812345678', Buffer.from('hi')];
    assert.deepEqual(seen, [...expected, unknown, typed('sculpture', 1)]);
  });
});

async function rawResult(h: WorkerHarness, id: string): Promise<Readonly<Record<string, unknown>>> {
  await h.result(id);
  const redis = new Redis(h.url);
  const parsed: unknown = JSON.parse((await redis.get(`celery-task-meta-${id}`)) ?? '');
  redis.disconnect();
  assert.ok(typeof parsed === 'object' && parsed !== null);
  return Object.fromEntries(Object.entries(parsed));
}

async function secondsLeft(url: string, key: string): Promise<number> {
  const redis = new Redis(url);
  const left = await redis.ttl(key);
  redis.disconnect();
  return left;
}
