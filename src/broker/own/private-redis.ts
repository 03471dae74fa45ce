// Starts a redis-server or valkey-server of our own: 127.0.0.1, a free port; nothing written to disk, or everything
// (append-only file), so that it can be started again with what it had.

import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasCode, HeadcountError } from '../../errors/index.ts';
import type { BrokerInfo } from '../contract.ts';
import { askServer } from '../redis/index.ts';
import { Child } from './child.ts';
import type { OwnBroker } from './own-broker.ts';

export interface PrivateRedisOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Whether it keeps an append-only file, which `restart` needs. Default false. */
  readonly durable?: boolean;
}

const READY_WITHIN_MS = 5000;
const POLL_MS = 20;
const PATIENCE_MS = 1000;
/** Another process may take the free port before the server does. */
const TRIES = 3;

/**
 * The shell starts the server, says its pid, and when its own input closes ends it and removes its directory: the server
 * knows no lifeline. The directory stays while the server is being started again, which a file in it says. What the
 * server logs comes out as error output.
 */
const ON_A_LIFELINE =
  'exec 3<&0; directory=$1; shift; "$@" </dev/null >&2 3<&- & pid=$!; echo "$pid"; ' +
  '(read -r _ <&3; kill "$pid"; [ -e "$directory/restarting" ] || rm -rf "$directory") 2>/dev/null & wait "$pid"';

/** Throws BROKER_START when it does not come up, BROKER_UNSUITABLE when it is too old. */
export async function startPrivateRedis(
  binary: string,
  options: PrivateRedisOptions = {},
): Promise<OwnBroker> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(binary, options.port ?? (await freePort()), options.durable ?? false);
    } catch (error) {
      const final = options.port !== undefined || attempt === TRIES;
      if (final || !(error instanceof HeadcountError) || error.code !== 'BROKER_START') throw error;
    }
  }
}

async function startOnce(binary: string, port: number, durable: boolean): Promise<OwnBroker> {
  const directory = await mkdtemp(join(tmpdir(), 'headcount-redis-'));
  const redis = new PrivateRedis(binary, port, directory, durable);
  try {
    await redis.up();
    return redis;
  } catch (error) {
    await redis.stop();
    throw error;
  }
}

class PrivateRedis implements OwnBroker {
  readonly url: string;
  readonly restart: OwnBroker['restart'];
  readonly #binary: string;
  readonly #port: number;
  readonly #directory: string;
  readonly #durable: boolean;
  #child: Child | undefined;
  #kind: BrokerInfo['kind'] = 'redis';
  #pid = 0;

  constructor(binary: string, port: number, directory: string, durable: boolean) {
    this.url = `redis://127.0.0.1:${port}/0`;
    this.#binary = binary;
    this.#port = port;
    this.#directory = directory;
    this.#durable = durable;
    this.restart = durable ? (whileDown) => this.#restart(whileDown) : undefined;
  }

  get kind(): BrokerInfo['kind'] {
    return this.#kind;
  }

  get pid(): number {
    return this.#pid;
  }

  /** Starts it, with the data it had, and waits until it answers. */
  async up(): Promise<void> {
    const settings = serverArgs(this.#port, this.#directory, this.#durable);
    const child = new Child('sh', ['-c', ON_A_LIFELINE, 'sh', this.#directory, this.#binary, ...settings]);
    this.#child = child;
    this.#pid = Number(await child.firstLine());
    child.adopt(this.#pid);
    this.#kind = await answering(this.url, this.#pid, child);
  }

  async stop(): Promise<void> {
    await this.#child?.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #restart(whileDown: () => Promise<void>): Promise<number> {
    const mark = join(this.#directory, 'restarting');
    await writeFile(mark, '');
    await this.#child?.stop();
    await whileDown();
    await this.up();
    await rm(mark);
    return this.#pid;
  }
}

function serverArgs(port: number, directory: string, durable: boolean): readonly string[] {
  const settings = {
    port,
    bind: '127.0.0.1',
    save: '',
    appendonly: durable ? 'yes' : 'no',
    dir: directory,
    daemonize: 'no',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

// Asks until it answers. A server that gave up has said why.
async function answering(url: string, pid: number, child: Child): Promise<BrokerInfo['kind']> {
  const untilMs = performance.now() + READY_WITHIN_MS;
  let cause: unknown;
  while (!child.hasEnded && performance.now() < untilMs) {
    try {
      const { kind, processId } = await askServer(url, PATIENCE_MS);
      // Somebody else's server may have the port: ours is about to find out.
      if (processId === pid) return kind;
    } catch (error) {
      if (hasCode(error, 'BROKER_UNSUITABLE')) throw error;
      cause = error;
    }
    await sleep(POLL_MS);
  }
  await child.stop();
  throw startError(child.errors, cause);
}

function startError(log: string, cause: unknown): HeadcountError {
  const last = log.trim().split('\n').slice(-3).join(' ');
  return new HeadcountError(
    'BROKER_START',
    `a private redis-server did not start: ${last || 'it said nothing'}`,
    {
      hint: 'give a broker by --broker or HEADCOUNT_BROKER, or take redis-server off the PATH to use the embedded one',
      cause,
    },
  );
}

// Below the range from which systems take ports for outgoing connections, so that a server that is started again
// on its port does not find it in use by some connection.
const FIRST_PORT = 10_240;
const LAST_PORT = 32_000;
const PORT_TRIES = 100;

async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < PORT_TRIES; attempt++) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await isFree(port)) return port;
  }
  throw new HeadcountError(
    'BROKER_START',
    `no free port between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1`,
  );
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
