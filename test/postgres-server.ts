// A real PostgreSQL for tests: the server that HEADCOUNT_TEST_POSTGRES names, or the one that is installed, with a cluster of its
// own that is gone afterwards. Where there is none, tests are skipped with that as their reason.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { findProgram, POSTGRES } from './runner/programs.ts';

const BINARY = process.env['HEADCOUNT_TEST_POSTGRES'] ?? findProgram(POSTGRES.names, POSTGRES.elsewhere?.());

/** For the `skip` option of a test that needs a real PostgreSQL: false, or why it can't run. */
export const SKIP_WITHOUT_POSTGRES: string | false =
  BINARY === undefined ? 'no postgres was found and HEADCOUNT_TEST_POSTGRES is not set' : false;

export interface TestPostgres extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** PostgreSQL does not run as root: nobody does it then. */
const NOBODY = 65_534;
const IDENTITY = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** A private cluster on a free port of 127.0.0.1 that trusts everyone. */
export async function startTestPostgres(): Promise<TestPostgres> {
  if (BINARY === undefined)
    throw new Error('a test without skip: SKIP_WITHOUT_POSTGRES asked for a PostgreSQL');
  const directory = await mkdtemp(join(tmpdir(), 'headcount-postgres-'));
  if ('uid' in IDENTITY) chownSync(directory, NOBODY, NOBODY);
  createCluster(join(dirname(BINARY), 'initdb'), directory);
  const port = await freePort();
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
  const args = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const server = spawn(BINARY, ['-D', directory, ...args], {
    ...IDENTITY,
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit');
  for await (const line of createInterface({ input: server.stderr }))
    if (line.includes('ready to accept connections')) break;
  server.stderr.resume();
  const stop = async (): Promise<void> => {
    // Without waiting for clients to leave.
    server.kill('SIGINT');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  return { url: `postgres://headcount@127.0.0.1:${port}/postgres`, port, [Symbol.asyncDispose]: stop };
}

function createCluster(initdb: string, directory: string): void {
  const args = ['-D', directory, '-U', 'headcount', '--auth=trust', '--no-sync', '--encoding=UTF8'];
  const outcome = spawnSync(initdb, args, { ...IDENTITY, cwd: directory, encoding: 'utf8' });
  if (outcome.status !== 0) throw new Error(`initdb failed: ${outcome.stderr}`);
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
