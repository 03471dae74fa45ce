// The workers under torture: one of each kind of pool, run by `headcount multi` as an operator runs them.

import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { findWorker } from '../../src/cli/multi/find-worker.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const APP = fileURLToPath(new URL('../fixtures/apps/torture.js', import.meta.url));
const run = promisify(execFile);

/** Slots of every worker. */
export const SLOTS = 4;
const POOLS = ['prefork', 'async', 'threads'] as const;

export interface FleetSettings {
  readonly broker: string;
  readonly ledger: string;
  /** Of pid and log files. */
  readonly directory: string;
}

export class Fleet implements AsyncDisposable {
  /** Short names; each is its pool. */
  readonly names: readonly string[] = POOLS;
  readonly #settings: FleetSettings;

  constructor(settings: FleetSettings) {
    this.#settings = settings;
  }

  async multi(verb: string, ...names: readonly string[]): Promise<void> {
    const { broker, ledger, directory } = this.#settings;
    const options = [
      ...['-A', APP, '-b', broker, '-c', String(SLOTS), '--prefetch-multiplier', '2', '-l', 'warning'],
      ...names.map((name) => `--pool:${name}=${name}`),
      ...[
        '--suffix=torture',
        `--pidfile=${join(directory, '%n.pid')}`,
        `--logfile=${join(directory, '%n.log')}`,
      ],
    ];
    const env = { ...process.env, HEADCOUNT_TORTURE_LEDGER: ledger };
    await run(process.execPath, [MAIN, 'multi', verb, ...names, ...options], { env });
  }

  /** The process of a worker; undefined when it does not run. */
  pid(name: string): number | undefined {
    const pidfile = join(this.#settings.directory, `${name}.pid`);
    const found = findWorker({ name: `${name}@torture`, pidfile });
    return found.kind === 'running' ? found.process.pid : undefined;
  }

  children(name: string): readonly number[] {
    const pid = this.pid(name);
    const path = `/proc/${pid}/task/${pid}/children`;
    if (pid === undefined || !existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split(' ')
      .filter((word) => word !== '')
      .map(Number);
  }

  /** What the workers had to say. */
  get logs(): string {
    const files = readdirSync(this.#settings.directory).filter((file) => file.endsWith('.log'));
    return files
      .map(
        (file) => `== ${file}\n${readFileSync(join(this.#settings.directory, file), 'utf8').slice(-4_000)}`,
      )
      .join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const name of this.names) signal(this.pid(name), 'SIGCONT');
    await this.multi('kill', ...this.names);
  }
}

/** Whoever is gone already needs no signal. */
export function signal(pid: number | undefined, name: NodeJS.Signals): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
