// What kind of server it is, and whether it is one we can work with.

import { HeadcountError } from '../../errors/index.ts';
import type { BrokerInfo, ServerFigures } from '../contract.ts';

/** BLMOVE, LMOVE and LPOP with a count came with it. */
const OLDEST_REDIS: readonly [number, number] = [6, 2];

/** Reads the reply of INFO. Throws BROKER_UNSUITABLE for a server that is too old. */
export function readServerInfo(info: string, label: string): BrokerInfo {
  const embedded = field(info, 'headcount_version');
  if (embedded !== undefined) return { kind: 'embedded', version: embedded };
  const valkey = field(info, 'valkey_version');
  if (valkey !== undefined) return { kind: 'valkey', version: valkey };
  const version = field(info, 'redis_version') ?? '0';
  if (!isNewEnough(version)) {
    throw new HeadcountError('BROKER_UNSUITABLE', `the broker at ${label} is Redis ${version}`, {
      hint: `use Redis ${OLDEST_REDIS.join('.')} or newer, Valkey, or no broker at all: headcount then brings its own`,
    });
  }
  return { kind: 'redis', version };
}

/** Another one each time the server is started; connections are numbered anew then. */
export function readRunId(info: string): string {
  return field(info, 'run_id') ?? '';
}

/** How long the server has run, in whole seconds. */
export function readUptimeMs(info: string): number {
  return Number(field(info, 'uptime_in_seconds') ?? Infinity) * 1000;
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_REDIS[0] || (major === OLDEST_REDIS[0] && minor >= OLDEST_REDIS[1]);
}

/** undefined where the server does not tell. */
export function readProcessId(info: string): number | undefined {
  const id = field(info, 'process_id');
  return id === undefined ? undefined : Number(id);
}

/** The counters among it. */
export function readServerFigures(info: string): ServerFigures {
  const number = (name: string): number | null => {
    const value = Number(field(info, name) ?? Number.NaN);
    return Number.isFinite(value) ? value : null;
  };
  const userSec = number('used_cpu_user');
  const systemSec = number('used_cpu_sys');
  return {
    runId: readRunId(info),
    cpuMs: userSec === null || systemSec === null ? null : (userSec + systemSec) * 1000,
    commands: number('total_commands_processed'),
    netInBytes: number('total_net_input_bytes'),
    netOutBytes: number('total_net_output_bytes'),
    memoryBytes: number('used_memory'),
    clients: number('connected_clients'),
  };
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
