// Which workers have fallen silent: one that was killed says no word of it, and its heartbeats stop. A worker is only
// missed once it has been heard of, because some are started without heartbeats.

/** A worker's heartbeats are two seconds apart unless it says otherwise. */
const USUAL_EVERY_MS = 2000;
const MISSED_BEATS = 5;

interface Pulse {
  lastMs: number;
  everyMs: number;
}

export class HeartWatch {
  readonly #pulses = new Map<string, Pulse>();

  /** Any event of a worker is a sign of life; `everySec`: what a heartbeat says of the time between two. */
  hear(node: string, nowMs: number, isHeartbeat: boolean, everySec: unknown): void {
    const pulse = this.#pulses.get(node);
    if (pulse !== undefined) pulse.lastMs = nowMs;
    if (!isHeartbeat) return;
    const everyMs = typeof everySec === 'number' && everySec > 0 ? everySec * 1000 : USUAL_EVERY_MS;
    this.#pulses.set(node, { lastMs: nowMs, everyMs: Math.max(USUAL_EVERY_MS, everyMs) });
  }

  /** How long a worker that has missed its heartbeats has been silent, by node; each is told once. */
  takeSilent(nowMs: number): ReadonlyMap<string, number> {
    const silent = new Map<string, number>();
    for (const [node, { lastMs, everyMs }] of this.#pulses) {
      if (nowMs - lastMs <= MISSED_BEATS * everyMs) continue;
      this.#pulses.delete(node);
      silent.set(node, nowMs - lastMs);
    }
    return silent;
  }
}
