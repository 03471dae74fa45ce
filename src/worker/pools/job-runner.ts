// Runs the jobs of one slot, one at a time in the order they came, each report on its way before the next job starts.
// Whoever reads the reports therefore knows which job runs: the first that has no report.

import { AbortScope } from '../app/abort-scope.ts';
import { execute, type Executable } from '../app/execute.ts';
import type { Claimant } from './claims.ts';
import type { Job, Outcome } from './contract.ts';
import { interruptionError, type Interruption } from './interruption.ts';

/** After so long of one task after the other the event loop gets a turn: tasks may have left something there. */
const TURN_MS = 5;

interface Given {
  readonly job: Job;
  /** Somebody else may have taken it: it is claimed first. */
  readonly ahead: boolean;
}

export interface JobRunnerParts {
  readonly app: () => Executable;
  readonly claimant: Claimant;
  /** `micros`: how long it took. */
  readonly ended: (outcome: Outcome, micros: number) => void;
}

export class JobRunner {
  readonly #parts: JobRunnerParts;
  readonly #scope = new AbortScope();
  readonly #given: Given[] = [];
  readonly #settle = (job: Job, outcome: Outcome): void => this.#settled(job, outcome);
  #running: Job | undefined;
  #startedAtMs = 0;
  #inTurn = false;
  #turnEndsAtMs = 0;

  constructor(parts: JobRunnerParts) {
    this.#parts = parts;
  }

  add(job: Job, ahead: boolean): void {
    this.#given.push({ job, ahead });
    this.#goOn();
  }

  /** Aborts the running job's signal, if it is that job that runs. */
  interrupt(id: string, why: Interruption): void {
    if (this.#running?.id === id) this.#scope.abort(this.#running, interruptionError(why));
  }

  #goOn(): void {
    if (this.#inTurn) return;
    this.#inTurn = true;
    this.#turnEndsAtMs = performance.now() + TURN_MS;
    while (this.#running === undefined) {
      const next = this.#given.shift();
      if (next === undefined) break;
      if (next.ahead && !this.#parts.claimant.claim()) continue;
      this.#start(next.job);
      if (this.#startedAtMs > this.#turnEndsAtMs) return this.#pause();
    }
    this.#inTurn = false;
  }

  #start(job: Job): void {
    this.#running = job;
    this.#startedAtMs = performance.now();
    execute(this.#parts.app(), job, this.#scope, this.#settle);
  }

  #pause(): void {
    setImmediate(() => {
      this.#inTurn = false;
      this.#goOn();
    });
  }

  #settled(job: Job, outcome: Outcome): void {
    this.#scope.release(job);
    this.#parts.ended(outcome, Math.round((performance.now() - this.#startedAtMs) * 1000));
    this.#running = undefined;
    this.#goOn();
  }
}
