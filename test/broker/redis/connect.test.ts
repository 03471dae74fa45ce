import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { Redis } from 'ioredis';
import { connectBroker, parseBrokerUrl } from '../../../src/broker/index.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../../redis-server.ts';

/** A server that does with a connection what it is told. */
async function serverThat(
  serve: (socket: Socket) => void,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return {
    url: `redis://127.0.0.1:${address.port}/0`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('connecting to a broker', () => {
  it('says at once where nobody listens, and what to do', async () => {
    await assert.rejects(connectBroker('redis://127.0.0.1:1/3'), {
      code: 'BROKER_UNREACHABLE',
      message: /127\.0\.0\.1:1\/3/,
      hint: /check that the server runs/,
    });
  });

  it('gives up on a server that says nothing', async () => {
    await using mute = await serverThat(() => undefined);
    await assert.rejects(connectBroker(mute.url, { connectTimeoutMs: 50 }), { code: 'BROKER_UNREACHABLE' });
  });

  it('gives up on a server that hangs up', async () => {
    await using rude = await serverThat((socket) => socket.destroy());
    await assert.rejects(connectBroker(rude.url), { code: 'BROKER_UNREACHABLE' });
  });

  it('refuses a Redis that is too old', async () => {
    const info = '# Server\r\nredis_version:6.0.16\r\nloading:0\r\n';
    await using old = await serverThat((socket) => {
      socket.on('data', () => socket.write(`$${info.length}\r\n${info}\r\n`));
    });
    await assert.rejects(connectBroker(old.url), {
      code: 'BROKER_UNSUITABLE',
      message: /6\.0\.16/,
      hint: /6\.2/,
    });
  });

  it('says that it was refused', { skip: SKIP_WITHOUT_REDIS }, async () => {
    await using server = await startTestRedis();
    const admin = new Redis(server.url, { disconnectTimeout: 0 });
    await admin.config('SET', 'requirepass', 'secret');
    admin.disconnect();
    await assert.rejects(connectBroker(server.url), { code: 'BROKER_UNREACHABLE' });
    await assert.rejects(connectBroker(server.url.replace('//', '//:wrong@')), {
      code: 'BROKER_UNREACHABLE',
    });
    await using broker = await connectBroker(server.url.replace('//', '//:secret@'));
    assert.equal(broker.info.kind, 'redis');
  });
});

describe('a broker URL', () => {
  for (const [url, label, options] of [
    ['redis://there', 'there:6379', { host: 'there', port: 6379, db: 0 }],
    ['redis://there:7000/5', 'there:7000/5', { host: 'there', port: 7000, db: 5 }],
    ['redis://:p%40ss@there', 'there:6379', { host: 'there', port: 6379, db: 0, password: 'p@ss' }],
    ['redis://me:pw@[::1]:1', '[::1]:1', { host: '::1', port: 1, db: 0, username: 'me', password: 'pw' }],
    ['rediss://there', 'there:6379', { host: 'there', port: 6379, db: 0, tls: { rejectUnauthorized: true } }],
    [
      'rediss://there?ssl_cert_reqs=CERT_NONE',
      'there:6379',
      { host: 'there', port: 6379, db: 0, tls: { rejectUnauthorized: false } },
    ],
    [
      'redis+socket:///run/redis.sock?virtual_host=2',
      '/run/redis.sock/2',
      { path: '/run/redis.sock', db: 2 },
    ],
    ['unix:///run/redis.sock', '/run/redis.sock', { path: '/run/redis.sock', db: 0 }],
  ] as const) {
    it(`may be ${url}`, () => {
      assert.deepEqual(parseBrokerUrl(url), { label, options });
    });
  }
});
