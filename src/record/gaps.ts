// How long nothing could be heard of the broker, for whatever reason: the subscription was lost, or a look was not
// answered. Reasons overlap, and the time counts once.

export type GapReason = 'subscription' | 'looks';

export class Gaps {
  readonly #open = new Set<GapReason>();
  #sinceMs = 0;
  #endedMs = 0;
  #totalMs = 0;

  begin(reason: GapReason, nowMs: number): void {
    // One that is found later may have begun within one that is counted already.
    if (this.#open.size === 0) this.#sinceMs = Math.max(nowMs, this.#endedMs);
    this.#open.add(reason);
  }

  end(reason: GapReason, nowMs: number): void {
    if (!this.#open.delete(reason) || this.#open.size > 0) return;
    this.#totalMs += Math.max(0, nowMs - this.#sinceMs);
    this.#endedMs = nowMs;
  }

  /** So far. */
  totalMs(nowMs: number): number {
    return this.#totalMs + (this.#open.size === 0 ? 0 : Math.max(0, nowMs - this.#sinceMs));
  }
}
