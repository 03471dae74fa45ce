// Which broker a command uses: the one that was asked for, or one of our own.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hasCode } from '../../errors/index.ts';
import { parseBrokerUrl } from '../redis/index.ts';
import { startEmbeddedBroker } from './embedded-process.ts';
import type { OwnBroker } from './own-broker.ts';
import { startPrivateRedis } from './private-redis.ts';

export interface BrokerChoice {
  /** --broker */
  readonly flag?: string | undefined;
  readonly scenarioUrl?: string | undefined;
  /** HEADCOUNT_BROKER and REDIS_URL are read, and PATH. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a broker of our own must be able to restart with its data. Default false; the embedded one cannot. */
  readonly durable?: boolean;
  /** Finds a program; default: on the PATH of `env`. */
  readonly findProgram?: (name: string) => string | undefined;
}

export interface ChosenBroker {
  readonly url: string;
  /** True when it was started for this command and ends with `stop`. */
  readonly ownedByRun: boolean;
  /** Of a broker of our own, as it runs now. */
  readonly pid: number | null;
  /** Of a broker of our own that keeps its data over a restart; answers the new pid. */
  readonly restart: OwnBroker['restart'];
  /** Which one and why, for people; without password. */
  readonly describe: string;
  /** Ends a broker of our own; does nothing to others. Idempotent. */
  stop(): Promise<void>;
}

const SERVERS = ['redis-server', 'valkey-server'] as const;

/**
 * In order: the flag, the scenario, HEADCOUNT_BROKER, REDIS_URL, a private redis-server or valkey-server from PATH,
 * the embedded broker. A URL is not tried here. Throws BAD_OPTION for a URL that makes no sense.
 */
export async function chooseBroker(choice: BrokerChoice): Promise<ChosenBroker> {
  const named = namedBroker(choice);
  if (named !== undefined) return named;
  const find = choice.findProgram ?? ((name) => findOnPath(name, choice.env['PATH'] ?? ''));
  for (const name of SERVERS) {
    const path = find(name);
    const started = path === undefined ? undefined : await startIfSuitable(path, choice.durable ?? false);
    if (started !== undefined) return owned(started, `a private ${name} (${path}), stopped after the run`);
  }
  return owned(
    await startEmbeddedBroker(),
    'the embedded broker: no suitable redis-server was found on PATH',
  );
}

function namedBroker({ flag, scenarioUrl, env }: BrokerChoice): ChosenBroker | undefined {
  const candidates = [
    ['--broker', flag],
    ['the scenario', scenarioUrl],
    ['HEADCOUNT_BROKER', env['HEADCOUNT_BROKER']],
    ['REDIS_URL', env['REDIS_URL']],
  ] as const;
  for (const [source, url] of candidates) {
    if (url === undefined || url === '') continue;
    const { label } = parseBrokerUrl(url);
    const stop = (): Promise<void> => Promise.resolve();
    const describe = `${label}, given by ${source}`;
    return { url, ownedByRun: false, pid: null, restart: undefined, describe, stop };
  }
  return undefined;
}

async function startIfSuitable(path: string, durable: boolean): Promise<OwnBroker | undefined> {
  try {
    return await startPrivateRedis(path, { durable });
  } catch (error) {
    if (hasCode(error, 'BROKER_UNSUITABLE')) return undefined;
    throw error;
  }
}

function owned(broker: OwnBroker, why: string): ChosenBroker {
  const describe = `${why}, at ${parseBrokerUrl(broker.url).label}`;
  return {
    url: broker.url,
    ownedByRun: true,
    get pid() {
      return broker.pid;
    },
    restart: broker.restart,
    describe,
    stop: () => broker.stop(),
  };
}

function findOnPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
