// Which claims one consumer holds, oldest first, and since when.

export class OwnClaims {
  /** In the order of `heldSinceMs`, because a claim enters, and re-enters when refreshed, at the end. */
  readonly #heldSinceMs = new Map<string, number>();

  get size(): number {
    return this.#heldSinceMs.size;
  }

  add(tag: string, nowMs: number): void {
    this.#heldSinceMs.set(tag, nowMs);
  }

  drop(tag: string): void {
    this.#heldSinceMs.delete(tag);
  }

  /** Claims neither taken nor refreshed for `ageMs`; they count as refreshed now. */
  refresh(ageMs: number, nowMs: number): readonly string[] {
    const old: string[] = [];
    for (const [tag, sinceMs] of this.#heldSinceMs) {
      if (nowMs - sinceMs < ageMs) break;
      old.push(tag);
    }
    for (const tag of old) {
      this.#heldSinceMs.delete(tag);
      this.#heldSinceMs.set(tag, nowMs);
    }
    return old;
  }
}
