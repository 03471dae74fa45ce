import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import * as z from 'zod';
import {
  connectBroker,
  startEmbeddedBroker,
  startPrivateRedis,
  type OwnBroker,
} from '../../../src/broker/index.ts';
import { eventually } from '../../contract/broker-harness.ts';
import { SKIP_WITHOUT_REDIS, startTestRedis } from '../../redis-server.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function ownBroker(name: string, skip: string | false, start: (port?: number) => Promise<OwnBroker>): void {
  describe(`a broker of our own: ${name}`, { skip }, () => {
    it('runs in a process of its own and is gone after stop', async () => {
      await using broker = await start();
      await using connected = await connectBroker(broker.url);
      assert.equal(connected.info.kind, broker.kind);
      assert.notEqual(broker.pid, process.pid);
      assert.ok(isAlive(broker.pid));
      await connected.close();
      await broker.stop();
      await broker.stop();
      assert.ok(!isAlive(broker.pid));
      await assert.rejects(connectBroker(broker.url), { code: 'BROKER_UNREACHABLE' });
    });

    it('refuses a port that is taken', async () => {
      await using broker = await start();
      await assert.rejects(start(Number(new URL(broker.url).port)), { code: 'BROKER_START' });
    });

    it('does not outlive whoever started it', async () => {
      const main = fileURLToPath(new URL('./orphan-main.js', import.meta.url));
      const parent = spawn(process.execPath, [main, name], { stdio: ['ignore', 'pipe', 'inherit'] });
      const pid = await new Promise<number>((resolve) => {
        parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
      });
      assert.ok(isAlive(pid));
      parent.kill('SIGKILL');
      await eventually('the broker is gone', () => !isAlive(pid));
    });
  });
}

ownBroker('embedded', false, (port) => startEmbeddedBroker(port === undefined ? {} : { port }));
ownBroker('redis', SKIP_WITHOUT_REDIS, (port) => startTestRedis(port === undefined ? {} : { port }));

describe('a private redis-server', () => {
  it('leaves no directory behind', { skip: SKIP_WITHOUT_REDIS }, async () => {
    const broker = await startTestRedis();
    const client = new Redis(broker.url, { disconnectTimeout: 0 });
    const [, directory] = z.tuple([z.string(), z.string()]).parse(await client.config('GET', 'dir'));
    client.disconnect();
    assert.ok(existsSync(directory));
    await broker.stop();
    assert.ok(!existsSync(directory));
  });

  it('keeps what it held over a restart, on the same port', { skip: SKIP_WITHOUT_REDIS }, async () => {
    await using broker = await startTestRedis({ durable: true });
    const client = new Redis(broker.url, { disconnectTimeout: 0, retryStrategy: () => 20 });
    await client.set('kept', 'yes');
    const before = broker.pid;
    let aliveWhileDown = true;
    const after = await broker.restart?.(() => {
      aliveWhileDown = isAlive(before);
      return Promise.resolve();
    });
    assert.equal(aliveWhileDown, false);
    assert.equal(after, broker.pid);
    assert.notEqual(after, before);
    assert.equal(await client.get('kept'), 'yes');
    const [, directory] = z.tuple([z.string(), z.string()]).parse(await client.config('GET', 'dir'));
    client.disconnect();
    await broker.stop();
    assert.ok(!existsSync(directory));
  });

  it('cannot be restarted when it keeps nothing', { skip: SKIP_WITHOUT_REDIS }, async () => {
    await using broker = await startTestRedis();
    assert.equal(broker.restart, undefined);
  });

  it('says what went wrong with a binary that is none', async () => {
    await assert.rejects(startPrivateRedis('/nonexistent/redis-server'), { code: 'BROKER_START' });
  });
});
