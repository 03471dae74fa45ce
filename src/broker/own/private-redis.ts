// Starts a redis-server or valkey-server of our own: 127.0.0.1, a free port, nothing written to disk.

import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HeadcountError } from '../../errors/index.ts';
import type { BrokerInfo } from '../contract.ts';
import { askServer } from '../redis/index.ts';
import { Child } from './child.ts';
import type { OwnBroker } from './own-broker.ts';

export interface PrivateRedisOptions {
  /** Default: a free one. */
  readonly port?: number;
}

const READY_WITHIN_MS = 5000;
const POLL_MS = 20;
const PATIENCE_MS = 1000;
/** Another process may take the free port before the server does. */
const TRIES = 3;

/**
 * The shell starts the server, says its pid, and when its own input closes ends it and removes its directory: the server
 * knows no lifeline. What the server logs comes out as error output.
 */
const ON_A_LIFELINE =
  'exec 3<&0; directory=$1; shift; "$@" </dev/null >&2 3<&- & pid=$!; echo "$pid"; ' +
  '(read -r _ <&3; kill "$pid"; rm -rf "$directory") 2>/dev/null & wait "$pid"';

/** Throws BROKER_START when it does not come up, BROKER_UNSUITABLE when it is too old. */
export async function startPrivateRedis(
  binary: string,
  options: PrivateRedisOptions = {},
): Promise<OwnBroker> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(binary, options.port ?? (await freePort()));
    } catch (error) {
      const final = options.port !== undefined || attempt === TRIES;
      if (final || !(error instanceof HeadcountError) || error.code !== 'BROKER_START') throw error;
    }
  }
}

async function startOnce(binary: string, port: number): Promise<OwnBroker> {
  const directory = await mkdtemp(join(tmpdir(), 'headcount-redis-'));
  const child = new Child('sh', [
    '-c',
    ON_A_LIFELINE,
    'sh',
    directory,
    binary,
    ...serverArgs(port, directory),
  ]);
  const stop = async (): Promise<void> => {
    await child.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const pid = Number(await child.firstLine());
    child.adopt(pid);
    const url = `redis://127.0.0.1:${port}/0`;
    const kind = await answering(url, pid, child);
    return { url, kind, pid, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serverArgs(port: number, directory: string): readonly string[] {
  const settings = {
    port,
    bind: '127.0.0.1',
    save: '',
    appendonly: 'no',
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
      if (error instanceof HeadcountError && error.code === 'BROKER_UNSUITABLE') throw error;
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
