// The delaying proxy in front of a real TCP server that echoes.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { env } from 'node:process';
import { after, before, describe, it } from 'node:test';
import { DelayingProxy } from '../../../src/run/faults/proxy/delaying-proxy.ts';
import { ProxyProcess } from '../../../src/run/faults/proxy/proxy-process.ts';
import { ms } from '../../../src/units/index.ts';

describe('the delaying proxy', () => {
  let echo: Server;
  let target = { host: '127.0.0.1', port: 0 };
  before(async () => {
    echo = createServer((socket) => socket.pipe(socket));
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    target = { host: '127.0.0.1', port: (echo.address() as AddressInfo).port };
  });
  after(() => echo.close());

  async function connected(port: number): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, 'connect');
    return socket;
  }

  async function roundTripMs(socket: Socket): Promise<number> {
    const beforeMs = performance.now();
    socket.write('x');
    await once(socket, 'data');
    return performance.now() - beforeMs;
  }

  it('adds at least the delay while there is one, says what it added, and nothing afterwards', async () => {
    await using proxy = await DelayingProxy.inFrontOf(target);
    const socket = await connected(proxy.port);
    await roundTripMs(socket);
    assert.equal(proxy.setDelay(40), undefined, 'nothing was held back before');
    assert.ok((await roundTripMs(socket)) >= 39);
    assert.ok((await roundTripMs(socket)) >= 39);
    const addedMs = proxy.setDelay(0) ?? NaN;
    assert.ok(addedMs >= 40, `${addedMs} ms`);
    await roundTripMs(socket);
    assert.equal(proxy.setDelay(0), undefined);
    socket.destroy();
  });

  it('passes everything on in order, while the delay changes and more comes than it holds', async () => {
    await using proxy = await DelayingProxy.inFrontOf(target);
    const socket = await connected(proxy.port);
    const sent = Buffer.alloc(12_000_000, 'abcdefghijklmnopqrstuvw');
    const received: Buffer[] = [];
    let bytes = 0;
    const all = new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        received.push(chunk);
        bytes += chunk.byteLength;
        proxy.setDelay(received.length % 3);
        if (bytes === sent.byteLength) resolve();
      });
    });
    proxy.setDelay(5);
    socket.write(sent);
    await all;
    assert.ok(Buffer.concat(received).equals(sent));
    socket.destroy();
  });

  it('breaks off both sides when one ends', async () => {
    await using proxy = await DelayingProxy.inFrontOf({ host: '127.0.0.1', port: 1 });
    const socket = connect({ host: '127.0.0.1', port: proxy.port });
    socket.on('error', () => undefined);
    await once(socket, 'close');
  });

  it('runs as a process, leads to the same database, and is gone when it is closed', async () => {
    const proxy = await ProxyProcess.inFrontOf(`redis://127.0.0.1:${target.port}/3`, env);
    const url = new URL(proxy.url);
    assert.equal(url.pathname, '/3');
    const socket = await connected(Number(url.port));
    assert.equal(await proxy.setDelay(ms(20)), null);
    assert.ok((await roundTripMs(socket)) >= 19);
    assert.ok(((await proxy.setDelay(0)) ?? 0) >= 20);
    const broken = once(socket, 'close');
    socket.on('error', () => undefined);
    await proxy[Symbol.asyncDispose]();
    await broken;
  });
});
