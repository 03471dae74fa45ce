// Stops processes where they stand (SIGSTOP) and lets them go on (SIGCONT). A small shell of its own holds them: when
// its input closes, be it by our own death, they go on, so that nobody is left standing for ever.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { HeadcountError } from '../../errors/index.ts';

const HOLD = 'kill -STOP "$@" 2>/dev/null; echo stopped; read -r _; kill -CONT "$@" 2>/dev/null; :';

export interface Paused {
  /** Lets them go on; resolves when they do. Idempotent. */
  resume(): Promise<void>;
}

/** Resolves when all have been stopped. A process that is gone already is passed over. */
export async function pauseProcesses(pids: readonly number[]): Promise<Paused> {
  const holder = spawn('sh', ['-c', HOLD, 'sh', ...pids.map(String)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    holder.once('close', () => resolve());
    holder.once('error', () => resolve());
  });
  // The holder may be gone when its input is closed.
  holder.stdin.on('error', () => undefined);
  const stopped = await Promise.race([once(holder.stdout, 'data').then(() => true), ended.then(() => false)]);
  const resume = async (): Promise<void> => {
    holder.stdin.end();
    await ended;
  };
  if (stopped) return { resume };
  await resume();
  throw new HeadcountError('BUG', `processes ${pids.join(', ')} could not be paused`);
}
