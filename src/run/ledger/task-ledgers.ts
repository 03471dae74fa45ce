// The ledger by task type. How many tasks of a type were sent and how many ended is known; what is missing was either
// withdrawn or lost, and a withdrawal only says how many tasks it took. So the account is settled whenever nothing is
// outstanding: then all that is missing was withdrawn.

import type { Ledger, TaskLedger } from '../../result/index.ts';
import type { SequenceLedger } from './sequence-ledger.ts';

export class TaskLedgers {
  readonly #executions: SequenceLedger;
  readonly #sent: number[];
  readonly #left: number[];

  constructor(executions: SequenceLedger, taskTypes: number) {
    this.#executions = executions;
    this.#sent = Array.from({ length: taskTypes }, () => 0);
    this.#left = Array.from({ length: taskTypes }, () => 0);
  }

  /** By index of the task type. */
  addSent(counts: readonly number[]): void {
    for (const [type, count] of counts.entries()) this.#sent[type] = (this.#sent[type] ?? 0) + count;
  }

  /** Everything sent so far has ended or was withdrawn. */
  settled(): void {
    for (const type of this.#left.keys()) this.#left[type] = (this.#left[type] ?? 0) + this.#missing(type);
  }

  close(names: readonly string[], total: Pick<Ledger, 'lost' | 'left'>): readonly TaskLedger[] {
    const knownLeft = this.#left.reduce((sum, left) => sum + left, 0);
    const openLeft = total.left - knownLeft;
    return names.map((name, type) => {
      const missing = this.#missing(type);
      const left = this.#left[type] ?? 0;
      return {
        name,
        sent: this.#sent[type] ?? 0,
        ...this.#executions.countsOf(type),
        ...divide(missing, left, openLeft, total.lost),
      };
    });
  }

  #missing(type: number): number {
    const { doneOnce, failed } = this.#executions.countsOf(type);
    return Math.max(0, (this.#sent[type] ?? 0) - doneOnce - failed - (this.#left[type] ?? 0));
  }
}

function divide(
  missing: number,
  left: number,
  openLeft: number,
  lost: number,
): Pick<TaskLedger, 'lost' | 'left'> {
  if (missing === 0) return { lost: 0, left };
  if (lost === 0) return { lost: 0, left: left + missing };
  if (openLeft <= 0) return { lost: missing, left };
  return { lost: null, left: null };
}
