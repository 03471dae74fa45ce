// Runs one command in memory, as the program would.

import assert from 'node:assert/strict';
import type { Command } from '../../../src/cli/command.ts';
import type { Host, StopSignal } from '../../../src/cli/host.ts';
import { runProgram } from '../../../src/cli/program.ts';
import type { ExitCode } from '../../../src/errors/index.ts';

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the root. */
  readonly cwd?: string;
  readonly isTerminal?: boolean;
  /** Told of every write to stdout. */
  readonly onOut?: (text: string) => void;
  /** Gets the callback of each signal the command waits for. */
  readonly onSignal?: (signal: StopSignal, callback: () => void) => void;
}

export async function runCommand(
  command: Command,
  args: readonly string[],
  around: Surroundings = {},
): Promise<Ran> {
  let out = '';
  let err = '';
  const host: Host = {
    args,
    env: around.env ?? {},
    cwd: around.cwd ?? '/',
    stdout: {
      write: (text) => {
        out += text;
        around.onOut?.(text);
      },
      isTerminal: around.isTerminal ?? false,
      columns: 80,
    },
    stderr: { write: (text) => void (err += text), isTerminal: false, columns: 80 },
    now: () => new Date('2026-01-02T03:04:05Z'),
    onSignal: (signal, callback) => {
      around.onSignal?.(signal, callback);
      return { [Symbol.dispose]: () => undefined };
    },
    exit: () => assert.fail('a command does not exit'),
  };
  const code = await runProgram({ commands: [command], version: '0.0.0' }, host);
  return { code, out, err };
}
