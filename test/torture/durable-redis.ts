// A Redis that keeps what it has accepted (append-only file), and can be ended and started again on the same port
// and data. appendfsync is everysec: what the process has written survives its own death, only a machine that dies
// could lose the last second.

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectBroker } from '../../src/broker/index.ts';
import { readProcess } from '../../src/cli/multi/running-process.ts';

const BINARY = process.env['HEADCOUNT_TEST_REDIS_SERVER'] ?? 'redis-server';
const ANSWERS_WITHIN_MS = 20_000;

/** The shell is the server's lifeline: it kills it when our end of its input closes, even by our own death. */
const ON_A_LIFELINE =
  '"$@" </dev/null >/dev/null & pid=$!; echo "$pid"; read -r _; kill -9 "$pid" 2>/dev/null; wait "$pid"';

export class DurableRedis implements AsyncDisposable {
  readonly url: string;
  readonly #port: number;
  readonly #directory: string;
  #shell: ChildProcessByStdio<Writable, Readable, null> | undefined;
  #pid = 0;

  private constructor(port: number, directory: string) {
    this.url = `redis://127.0.0.1:${port}/0`;
    this.#port = port;
    this.#directory = directory;
  }

  static async start(): Promise<DurableRedis> {
    const redis = new DurableRedis(await freePort(), await mkdtemp(join(tmpdir(), 'headcount-durable-')));
    await redis.up();
    return redis;
  }

  /** Starts it with the data it had, and waits until it answers. */
  async up(): Promise<void> {
    const settings = { port: this.#port, bind: '127.0.0.1', dir: this.#directory, save: '' };
    const durable = { appendonly: 'yes', appendfsync: 'everysec' };
    const args = Object.entries({ ...settings, ...durable }).flatMap(([key, value]) => [
      `--${key}`,
      String(value),
    ]);
    const shell = spawn('sh', ['-c', ON_A_LIFELINE, 'sh', BINARY, ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#shell = shell;
    this.#pid = Number(
      await new Promise<string>((resolve) => shell.stdout.setEncoding('utf8').once('data', resolve)),
    );
    await this.#answers();
  }

  /** Ends it: SIGTERM writes everything to the disk first, SIGKILL does not. */
  async down(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const shell = this.#shell;
    if (shell === undefined) return;
    this.#shell = undefined;
    process.kill(this.#pid, signal);
    while (readProcess(this.#pid) !== undefined) await sleep(5);
    const ended = once(shell, 'exit');
    shell.stdin.end();
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down('SIGKILL');
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #answers(): Promise<void> {
    const giveUpAtMs = performance.now() + ANSWERS_WITHIN_MS;
    for (;;) {
      try {
        await using _broker = await connectBroker(this.url);
        return;
      } catch (error) {
        if (performance.now() > giveUpAtMs) throw error;
        await sleep(20);
      }
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
