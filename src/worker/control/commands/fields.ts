// What several commands take.

import { constants } from 'node:os';
import * as z from 'zod';

/** One task id or several. */
export const idList = z
  .union([z.string(), z.array(z.string())])
  .transform((ids): readonly string[] => (typeof ids === 'string' ? [ids] : ids));

/** `SIGTERM`, `TERM`, `term` or 15. */
export const signalName = z
  .union([z.string(), z.int()])
  .nullish()
  .transform((value, context): NodeJS.Signals => {
    const signal = readSignal(value ?? 'SIGTERM');
    if (signal !== undefined) return signal;
    context.issues.push({ code: 'custom', message: `unknown signal ${String(value)}`, input: value });
    return z.NEVER;
  });

function readSignal(value: string | number): NodeJS.Signals | undefined {
  const text = String(value).toUpperCase();
  const name = text.startsWith('SIG') ? text : `SIG${text}`;
  return SIGNALS.find((signal) => signal === name || String(constants.signals[signal]) === text);
}

const SIGNALS: readonly NodeJS.Signals[] = [
  'SIGTERM',
  'SIGKILL',
  'SIGINT',
  'SIGQUIT',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGABRT',
  'SIGALRM',
  'SIGSTOP',
  'SIGCONT',
];
