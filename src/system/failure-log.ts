// Why tasks failed, read from what workers write: Celery's words for it, which ours use too. Failures that the scenario asked
// for are left out.

import type { TaskFailures } from './contract.ts';

const FAILED = /Task ([^\s[]+)\[[^\]]*\] raised unexpected: (.+)$/;
/** What a failure that the scenario asked for is called, in every language. */
export const ASKED_FOR = 'SyntheticFailure';

export class FailureLog {
  readonly #types = new Map<string, { count: number; last: string }>();

  /** One line of a worker's output. */
  read(line: string): void {
    const [, task, reason] = FAILED.exec(line) ?? [];
    if (task === undefined || reason === undefined || reason.startsWith(`${ASKED_FOR}(`)) return;
    const type = this.#types.get(task);
    if (type === undefined) this.#types.set(task, { count: 1, last: reason });
    else {
      type.count++;
      type.last = reason;
    }
  }

  /** By task type, so far. */
  get failures(): readonly TaskFailures[] {
    return Array.from(this.#types, ([task, { count, last }]) => ({ task, count, last }));
  }
}
