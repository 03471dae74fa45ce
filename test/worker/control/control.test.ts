// Remote control of a worker of ours: who answers what. Shapes are those of a captured Celery 5.2.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as z from 'zod';
import { CONTROL_CHANNEL, encodeRequest } from '../../../src/broker/index.ts';
import { Deadline } from '../../../src/lifecycle/index.ts';
import { ms } from '../../../src/units/index.ts';
import { RemoteControl } from '../../../src/worker/index.ts';
import { startServer } from '../worker-harness.ts';
import { Asked, NODE } from './ask.ts';

describe('remote control', { timeout: 60_000 }, () => {
  let server: { readonly url: string } & AsyncDisposable;
  before(async () => {
    server = await startServer('embedded');
  });
  after(() => server[Symbol.asyncDispose]());

  it('answers ping, and the clock goes on with every request', async () => {
    await using asked = await Asked.start(server.url);
    assert.deepEqual(await asked.ask('ping'), { ok: 'pong' });
    const first = await asked.ask('clock');
    const second = await asked.ask('clock');
    assert.ok(clockOf(second) > clockOf(first));
  });

  it('shows running, reserved and scheduled tasks with their arguments', async () => {
    await using asked = await Asked.start(server.url);
    const [a, b, c] = await asked.harness.send('wait', [['a'], ['b'], ['c']]);
    await asked.gate.arrived(2);
    const [later] = await asked.harness.send('add', [[1, 2]], { eta: '2100-01-01T00:00:00.000000+00:00' });
    await asked.harness.untilDepth({ waiting: 0, reserved: 2 });
    const active = await asked.askList('active');
    assert.deepEqual(
      active.map(({ id }) => id),
      [a, b],
    );
    const { time_start: start, ...rest } = active[0] ?? {};
    assert.ok(typeof start === 'number' && Math.abs(start - Date.now() / 1000) < 60);
    assert.deepEqual(rest, {
      id: a,
      name: 'wait',
      args: ['a'],
      kwargs: {},
      type: 'wait',
      hostname: NODE,
      acknowledged: true,
      delivery_info: { exchange: '', routing_key: 'celery', priority: 0, redelivered: false },
      worker_pid: process.pid,
    });
    const [reserved] = await asked.askList('reserved');
    assert.deepEqual(
      { id: reserved?.['id'], start: reserved?.['time_start'], pid: reserved?.['worker_pid'] },
      { id: c, start: null, pid: null },
    );
    const [scheduled] = await asked.askList('scheduled');
    assert.equal(scheduled?.['eta'], '2100-01-01T00:00:00.000000+00:00');
    const places = z.record(z.string(), z.tuple([z.string(), z.unknown()]));
    const found = places.parse(await asked.ask('query_task', { ids: [a, c, later, 'unknown'] }));
    assert.deepEqual(
      [a, b, c, later].map((id) => found[id ?? '']?.[0]),
      ['active', undefined, 'reserved', 'scheduled'],
    );
  });

  it('shows display strings instead of arguments when asked to be safe', async () => {
    await using asked = await Asked.start(server.url);
    await asked.harness.send('wait', [['a']]);
    await asked.gate.arrived(1);
    const reply = await asked.ask('active', { safe: true });
    assert.ok(Array.isArray(reply));
    assert.deepEqual((reply[0] as { args: unknown }).args, "('a',)");
  });

  it('lists task types with what is special about them, without the built-in ones', async () => {
    await using asked = await Asked.start(server.url);
    assert.deepEqual(await asked.ask('registered'), ['add', 'fail', 'limited [rate_limit=2/s]', 'wait']);
    assert.deepEqual(await asked.ask('registered', { taskinfoitems: ['acks_late'] }), [
      'add [acks_late=False]',
      'fail [acks_late=False]',
      'limited [acks_late=False]',
      'wait [acks_late=False]',
    ]);
  });

  it('counts started tasks by type', async () => {
    await using asked = await Asked.start(server.url);
    const ids = await asked.harness.send('add', [
      [1, 2],
      [3, 4],
    ]);
    for (const id of ids) await asked.harness.result(id);
    const stats = (await asked.ask('stats')) as Readonly<Record<string, unknown>>;
    assert.deepEqual(stats['total'], { add: 2 });
    assert.equal(stats['pid'], process.pid);
    assert.equal(typeof stats['clock'], 'string');
  });

  it('answers what it cannot do as Python would', async () => {
    await using asked = await Asked.start(server.url);
    const cases: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
      ['nosuch', {}, "KeyError('nosuch')"],
      ['revoke', {}, 'TypeError("revoke() missing 1 required positional argument: \'task_id\'")'],
      [
        'rate_limit',
        {},
        "TypeError(\"rate_limit() missing 2 required positional arguments: 'task_name' and 'rate_limit'\")",
      ],
      ['enable_events', { x: 1 }, 'TypeError("enable_events() got an unexpected keyword argument \'x\'")'],
      ['autoscale', { max: 3 }, "ValueError('Autoscale not enabled')"],
      ['pool_restart', {}, "ValueError('Pool restarts not enabled')"],
    ];
    for (const [method, args, error] of cases) assert.deepEqual(await asked.ask(method, args), { error });
    for (const args of [{ n: 0 }, { n: -1 }, { n: 1.5 }, { n: 'x' }, { n: 1e9 }]) {
      assert.match(errorOf(await asked.ask('pool_grow', args)), /^TypeError\(/);
    }
  });

  it('tells its settings without passwords', async () => {
    await using asked = await Asked.start(server.url, { resultBackend: server.url });
    const conf = (await asked.ask('conf')) as Readonly<Record<string, unknown>>;
    assert.equal(conf['worker_pool'], 'async');
    const all = (await asked.ask('conf', { with_defaults: true })) as Readonly<Record<string, unknown>>;
    assert.equal(all['worker_prefetch_multiplier'], 4);
    const report = (await asked.ask('report')) as { ok: string };
    assert.match(report.ok, /software -> headcount:/);
  });

  it('tells who starts what has been revoked, with times that Python takes for floats', async () => {
    await using asked = await Asked.start(server.url);
    await asked.ask('revoke', { task_id: ['a', 'b'] });
    const hello = await asked.ask('hello', { from_node: 'other@vm', revoked: { c: [1.5, 'c'] } });
    const { revoked } = hello as { revoked: Readonly<Record<string, readonly [number, string]>> };
    assert.deepEqual(Object.keys(revoked).toSorted(), ['a', 'b', 'c']);
    assert.ok(Object.values(revoked).every(([at, id]) => !Number.isInteger(at) && id in revoked));
    assert.equal(await asked.ask('hello', { from_node: NODE }), null);
  });

  it('learns from another worker what has been revoked before it started', async () => {
    await using asked = await Asked.start(server.url);
    await asked.ask('revoke', { task_id: ['a'] });
    await asked.harness.startWorker({ name: 'late@vm', mingle: true });
    const patience = Deadline.in(ms(10_000));
    const question = { method: 'revoked', destination: ['late@vm'] };
    for (;;) {
      const known = (await asked.remote.ask(question, ms(5_000))).get('late@vm');
      if (Array.isArray(known) && known.includes('a')) return;
      assert.ok(!patience.passed, 'the revoked id did not arrive');
    }
  });

  it('lets only those answer who are meant', async () => {
    await using asked = await Asked.start(server.url);
    await asked.harness.startWorker({ name: 'other@vm', mingle: false });
    const all = await asked.remote.ask({ method: 'ping' }, ms(10_000));
    assert.deepEqual([...all.keys()].toSorted(), ['other@vm', NODE].toSorted());
    const one = await asked.remote.ask({ method: 'ping', destination: ['other@vm'] }, ms(10_000));
    assert.deepEqual([...one.keys()], ['other@vm']);
  });

  it('survives every malformed broadcast, and says so in its log', async () => {
    await using asked = await Asked.start(server.url);
    const bodies: readonly unknown[] = [null, 1, [], {}, { method: {} }, { method: 'ping', arguments: 1 }];
    const envelopes = bodies.map((body) =>
      JSON.stringify({ body: JSON.stringify(body), 'content-type': 'application/json' }),
    );
    const pickle = '{"body": "gAJ9cQAu", "content-type": "application/x-python-serialize"}';
    for (const text of ['', 'x', '{}', '[]', pickle, ...envelopes]) {
      await asked.broker.signals.publish(CONTROL_CHANNEL, text);
    }
    const endless = { ...request('ping'), pattern: '(.+)+!', matcher: 'pcre' };
    await asked.broker.signals.publish(CONTROL_CHANNEL, envelopeOf(endless));
    await asked.broker.signals.publish(CONTROL_CHANNEL, envelopeOf({ ...endless, pattern: '(' }));
    await asked.broker.signals.publish(CONTROL_CHANNEL, envelopeOf({ ...endless, matcher: 'magic' }));
    assert.deepEqual(await asked.ask('ping'), { ok: 'pong' });
    assert.match(asked.harness.logged, /ignoring a malformed control request: method is missing/);
  });

  it('leaves nothing behind in the broker when an asker is done', async () => {
    await using asked = await Asked.start(server.url);
    {
      await using other = new RemoteControl(asked.broker.signals);
      assert.equal((await other.ask({ method: 'ping' }, ms(10_000))).size, 1);
    }
    const nobody = await asked.remote.ask({ method: 'ping', destination: ['nobody@vm'] }, ms(50));
    assert.equal(nobody.size, 0);
  });
});

function request(method: string) {
  return { method, arguments: {}, destination: null, ticket: null, replyTo: null, expiresAtSec: 0 };
}

function envelopeOf(
  body: ReturnType<typeof request> & { readonly pattern: string; readonly matcher: string },
): string {
  const envelope = JSON.parse(encodeRequest(body)) as Readonly<Record<string, unknown>>;
  const text = JSON.stringify({ method: body.method, pattern: body.pattern, matcher: body.matcher });
  return JSON.stringify({ ...envelope, body: Buffer.from(text).toString('base64') });
}

function clockOf(reply: unknown): number {
  return (reply as { clock: number }).clock;
}

function errorOf(reply: unknown): string {
  return (reply as { error: string }).error;
}
