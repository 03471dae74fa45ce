// Members with scores. Adding and removing are cheap, being what every message does; the order is made when somebody
// asks for it, which only sweeps and people do.

export interface Scored {
  readonly member: string;
  readonly score: number;
}

export class SortedSet {
  readonly #scores = new Map<string, number>();
  #ordered: readonly Scored[] | undefined;

  get size(): number {
    return this.#scores.size;
  }

  scoreOf(member: string): number | undefined {
    return this.#scores.get(member);
  }

  set(member: string, score: number): void {
    this.#scores.set(member, score);
    this.#ordered = undefined;
  }

  delete(member: string): boolean {
    const deleted = this.#scores.delete(member);
    if (deleted) this.#ordered = undefined;
    return deleted;
  }

  /** In no particular order. */
  entries(): IterableIterator<[string, number]> {
    return this.#scores.entries();
  }

  /** By score, equal ones by their bytes. */
  ordered(): readonly Scored[] {
    this.#ordered ??= [...this.#scores]
      .map(([member, score]) => ({ member, score }))
      .sort((a, b) => a.score - b.score || (a.member < b.member ? -1 : 1));
    return this.#ordered;
  }
}
