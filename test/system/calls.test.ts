// Calls to real servers through real clients; connections are counted from outside.

import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import { App } from '../../src/worker/index.ts';
import { openCaller, type Caller } from '../../src/system/calls/caller.ts';
import type { SetCall } from '../../src/system/set-call.ts';
import { ms } from '../../src/units/index.ts';
import type { CallKind } from '../../src/workload/index.ts';
import { CountingProxy } from '../counting-proxy.ts';
import { SKIP_WITHOUT_POSTGRES, startTestPostgres } from '../postgres-server.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../redis-server.ts';

type Changes = Partial<SetCall> & Pick<SetCall, 'url'>;

const settings = (changes: Changes): SetCall => ({
  client: 'pooled',
  timeoutMs: ms(5000),
  connections: 2,
  commands: 3,
  query: 'select 1',
  ...changes,
});

/** Makes the caller in an application of its own, and closes that afterwards. */
async function withCaller(
  kind: CallKind,
  changes: Changes,
  use: (call: Caller) => Promise<void>,
): Promise<void> {
  const app = new App('calls');
  try {
    await use(await openCaller(kind, 'call-api', settings(changes), app));
  } finally {
    await app.close();
  }
}

/** Calls one by one, then some at once; answers how many connections that took. */
async function connectionsOf(kind: CallKind, changes: Changes, proxy: CountingProxy): Promise<number> {
  const before = proxy.connections;
  await withCaller(kind, changes, async (call) => {
    for (let i = 0; i < 4; i++) await call();
    await Promise.all(Array.from({ length: 6 }, () => call()));
  });
  return proxy.connections - before;
}

async function httpServer(answer: RequestListener): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: address.port, [Symbol.asyncDispose]: stop };
}

test('http: a pooled client keeps its connections, within their limit; an unpooled one opens one a call', async () => {
  await using server = await httpServer((_, response) => response.end('ok'));
  await using proxy = await CountingProxy.before(server.port);
  const url = `http://127.0.0.1:${proxy.port}/`;
  assert.equal(await connectionsOf('http', { url, client: 'pooled' }, proxy), 2);
  assert.equal(await connectionsOf('http', { url, client: 'unpooled' }, proxy), 10);
});

test(
  'redis: tasks share one connection when pooled and open one each when not',
  { skip: SKIP_WITHOUT_REDIS },
  async () => {
    await using server = await startTestRedis();
    await using proxy = await CountingProxy.before(Number(new URL(server.url).port));
    const url = `redis://127.0.0.1:${proxy.port}/0`;
    assert.equal(await connectionsOf('redis', { url, client: 'pooled' }, proxy), 1);
    assert.equal(await connectionsOf('redis', { url, client: 'unpooled' }, proxy), 10);
  },
);

test('postgres: as http', { skip: SKIP_WITHOUT_POSTGRES }, async () => {
  await using server = await startTestPostgres();
  await using proxy = await CountingProxy.before(server.port);
  const url = `postgres://headcount@127.0.0.1:${proxy.port}/postgres`;
  assert.equal(await connectionsOf('postgres', { url, client: 'pooled' }, proxy), 2);
  assert.equal(await connectionsOf('postgres', { url, client: 'unpooled' }, proxy), 10);
  const wrong = { url: 'postgres://headcount:secret@127.0.0.1/postgres', query: 'select * from nothing' };
  for (const client of ['pooled', 'unpooled'] as const)
    await withCaller('postgres', { ...wrong, url: server.url, client }, (call) =>
      assert.rejects(
        call,
        /^CallFailure: postgres at 127.0.0.1:\d+\/postgres: relation "nothing" does not exist$/,
      ),
    );
});

test(
  'a server that stops answering fails the call in time, and the next call works again',
  { skip: SKIP_WITHOUT_REDIS || SKIP_WITHOUT_POSTGRES },
  async () => {
    await using redis = await startTestRedis();
    await using postgres = await startTestPostgres();
    await using web = await httpServer((_, response) => response.end('ok'));
    const servers = [
      { kind: 'http', port: web.port, url: 'http://127.0.0.1:PORT/' },
      { kind: 'redis', port: Number(new URL(redis.url).port), url: 'redis://127.0.0.1:PORT/0' },
      { kind: 'postgres', port: postgres.port, url: 'postgres://headcount@127.0.0.1:PORT/postgres' },
    ] as const;
    for (const { kind, port, url } of servers) {
      for (const client of ['pooled', 'unpooled'] as const) {
        await using proxy = await CountingProxy.before(port);
        const changes = { url: url.replace('PORT', String(proxy.port)), client, timeoutMs: ms(300) };
        await withCaller(kind, changes, async (call) => {
          await call();
          proxy.silent = true;
          await assert.rejects(call, new RegExp(`^CallFailure: .*127.0.0.1:${proxy.port}.*(300 ms|timeout)`));
          proxy.silent = false;
          // Redis answers in order: on a shared connection the answer that was swallowed stays missing.
          if (client === 'unpooled' || kind !== 'redis') await call();
        });
      }
    }
  },
);

test('a server that is not there fails the call with its address, by every kind and client', async () => {
  const urls = {
    http: 'http://127.0.0.1:1/',
    redis: 'redis://:secret@127.0.0.1:1/0',
    postgres: 'postgres://a:secret@127.0.0.1:1/b',
  };
  for (const kind of ['http', 'redis', 'postgres'] as const) {
    for (const client of ['pooled', 'unpooled'] as const) {
      await withCaller(kind, { url: urls[kind], client }, async (call) => {
        await assert.rejects(call, (error) => {
          assert.ok(error instanceof Error);
          assert.match(error.message, /127\.0\.0\.1:1.*ECONNREFUSED/);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        });
      });
    }
  }
});

test('an answer of 400 and above fails the call and says so; the connection stays good', async () => {
  let status = 503;
  await using server = await httpServer((_, response) => response.writeHead(status).end('sorry'));
  await withCaller('http', { url: `http://127.0.0.1:${server.port}/` }, async (call) => {
    await assert.rejects(call, /answered 503 Service Unavailable/);
    status = 404;
    await assert.rejects(call, /answered 404 Not Found/);
    status = 204;
    await call();
  });
});

test('an answer cut off in the middle fails the call', async () => {
  await using server = await httpServer((request, response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('half', () => request.socket.destroy());
  });
  for (const client of ['pooled', 'unpooled'] as const)
    await withCaller('http', { url: `http://127.0.0.1:${server.port}/`, client }, (call) =>
      assert.rejects(call, /^CallFailure: http:.*(aborted|ECONNRESET|socket hang up)/),
    );
});
