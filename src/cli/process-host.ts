// The real process as a Host. Made once, by main.ts.

import process from 'node:process';
import type { Host, Output } from './host.ts';

const DEFAULT_COLUMNS = 80;

export function processHost(): Host {
  return {
    args: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    now: () => new Date(),
    onSignal: (signal, callback) => {
      process.on(signal, callback);
      return { [Symbol.dispose]: () => void process.off(signal, callback) };
    },
    shield,
    exit: (code) => process.exit(code),
  };
}

function shield(report: (error: unknown) => void): Disposable {
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    throw new Error(`process.exit(${code ?? ''}) was called by a task, which must not end its worker`);
  };
  process.on('uncaughtException', report).on('unhandledRejection', report);
  return {
    [Symbol.dispose]: () => {
      process.exit = exit;
      process.off('uncaughtException', report).off('unhandledRejection', report);
    },
  };
}

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? DEFAULT_COLUMNS;
    },
  };
}
