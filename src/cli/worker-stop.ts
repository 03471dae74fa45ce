// How signals stop a worker.
//
//   signal                    without a soft timeout            with one of S seconds
//   first TERM, INT, HUP      warm: waits for running tasks     warm for S seconds, then cold
//   first QUIT                cold                              warm for S seconds, then cold
//   any further one           cold                              cold
//
// REMAP_SIGTERM=SIGQUIT in the environment turns TERM into QUIT, as Celery's workers have it.

import { EXIT, HeadcountError, type ExitCode } from '../errors/index.ts';
import { Deadline } from '../lifecycle/index.ts';
import { ms, type Milliseconds } from '../units/index.ts';
import type { Log, Worker } from '../worker/index.ts';
import type { Host, StopSignal } from './host.ts';

export interface StopRules {
  /** What running tasks get after the first signal; undefined: the signal alone decides. */
  readonly softTimeoutMs: Milliseconds | undefined;
  readonly termIsQuit: boolean;
}

/** Throws USAGE for a timeout that is none. */
export function stopRules(softTimeoutSec: number | undefined, env: Host['env']): StopRules {
  if (softTimeoutSec !== undefined && !(softTimeoutSec >= 0)) {
    throw new HeadcountError('USAGE', `--soft-shutdown-timeout is ${softTimeoutSec}`, {
      hint: 'Give seconds, 0 or more.',
    });
  }
  return {
    // As in Celery, 0 is the same as not given.
    softTimeoutMs:
      softTimeoutSec === undefined || softTimeoutSec === 0 ? undefined : ms(softTimeoutSec * 1000),
    termIsQuit: env['REMAP_SIGTERM'] === 'SIGQUIT',
  };
}

/** Runs the worker until it has ended, by a signal or by itself. Throws what ended it if it failed. */
export async function runUntilSignal(
  worker: Worker,
  log: Log,
  host: Host,
  rules: StopRules,
): Promise<ExitCode> {
  const stopper = new Stopper(worker, log, rules);
  const signals: readonly StopSignal[] = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP'];
  const handlers = signals.map((signal) => host.onSignal(signal, () => stopper.signal(signal)));
  try {
    await startUnlessStopped(worker, stopper);
    await worker.ended;
    return EXIT.done;
  } finally {
    for (const handler of handlers) handler[Symbol.dispose]();
    log.flush();
  }
}

async function startUnlessStopped(worker: Worker, stopper: Stopper): Promise<void> {
  try {
    await worker.start();
  } catch (error) {
    if (!stopper.asked) throw error;
  }
  if (stopper.asked) await worker.stop(Deadline.none());
}

class Stopper {
  readonly #worker: Worker;
  readonly #log: Log;
  readonly #rules: StopRules;
  #asked = false;

  constructor(worker: Worker, log: Log, rules: StopRules) {
    this.#worker = worker;
    this.#log = log;
    this.#rules = rules;
  }

  get asked(): boolean {
    return this.#asked;
  }

  signal(signal: StopSignal): void {
    const { softTimeoutMs, termIsQuit } = this.#rules;
    const quit = signal === 'SIGQUIT' || (signal === 'SIGTERM' && termIsQuit);
    if (this.#asked || (quit && softTimeoutMs === undefined)) {
      this.#log.warning(`${signal}: cold shutdown`);
      void this.#worker.kill();
    } else if (softTimeoutMs === undefined) {
      this.#log.warning(`${signal}: warm shutdown, waiting for running tasks`);
      void this.#worker.stop(Deadline.none());
    } else {
      this.#log.warning(`${signal}: warm shutdown, running tasks have ${softTimeoutMs / 1000} s`);
      void this.#worker.stop(Deadline.in(softTimeoutMs));
    }
    this.#asked = true;
  }
}
