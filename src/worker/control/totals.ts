// How many tasks of each type this worker has started. Counted for every task: one lookup and one increment.

export class TaskTotals {
  readonly #byName = new Map<string, { started: number }>();
  #all = 0;

  /** Of all types together. */
  get all(): number {
    return this.#all;
  }

  get byName(): ReadonlyMap<string, number> {
    return new Map([...this.#byName].map(([name, { started }]) => [name, started]));
  }

  /** One more has started. */
  count(name: string): void {
    this.#all++;
    const total = this.#byName.get(name);
    if (total === undefined) this.#byName.set(name, { started: 1 });
    else total.started++;
  }
}
