// The process as one object: arguments, environment, directories, streams, signals, time. Only this room touches
// the real one (main.ts makes it); commands get a Host, so a test can run the whole program in memory.

import type { ExitCode } from '../errors/index.ts';

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width in characters; 80 where there is no terminal. */
  readonly columns: number;
}

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGQUIT' | 'SIGHUP';

export interface Host {
  /** Arguments after the program's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Wall clock, for dates people read. */
  now(): Date;
  /** Calls back on each arrival of the signal until disposed. */
  onSignal(signal: StopSignal, callback: () => void): Disposable;
  /**
   * For as long as a user's code runs in this process: what it throws outside of everything that would catch it is
   * reported and does not end the process, and process.exit throws. Absent where there is no process.
   */
  readonly shield?: (report: (error: unknown) => void) => Disposable;
  /** Ends the process whatever keeps it alive: for commands that ran a user's code. Absent where there is no process. */
  readonly exit?: (code: ExitCode) => never;
}

/** Where words for people go: to stderr when stdout holds one JSON document or goes into a pipe. */
export function peopleOutput({ stdout, stderr }: Host, json: boolean): Output {
  return json || !stdout.isTerminal ? stderr : stdout;
}
