// How often a consumer shows that it lives, and looks for those that do not.

export interface ConsumerTiming {
  /** A consumer whose key was not refreshed for this long is looked at by the reapers. */
  readonly livenessMs: number;
  /** How often the key is refreshed; several times within `livenessMs`. */
  readonly heartbeatMs: number;
  /** How often one of the consumers looks for dead ones. */
  readonly reapMs: number;
  /** Nobody is declared dead on a server that was started less than this ago: all are still reconnecting. */
  readonly restartGraceMs: number;
  /** Claims held longer than this get a new time, so that a Python worker's sweep never takes them. */
  readonly refreshClaimsMs: number;
  /** Claims of Python workers that are older than this go back to their queues; undefined: Python's own sweep does it. */
  readonly foreignClaimsMs: number | undefined;
}

/** A killed worker's messages are with the others after at most livenessMs + reapMs + what a look takes. */
export const DEFAULT_TIMING: ConsumerTiming = {
  livenessMs: 5000,
  heartbeatMs: 1500,
  reapMs: 2000,
  restartGraceMs: 10_000,
  refreshClaimsMs: 60_000,
  foreignClaimsMs: undefined,
};

/**
 * For a database shared with Python workers and clients whose shortest `visibility_timeout` is this: claims are
 * refreshed four times within it, and theirs are given back when they are older.
 */
export function timingBeside(visibilityTimeoutMs: number): Partial<ConsumerTiming> {
  return {
    heartbeatMs: Math.min(DEFAULT_TIMING.heartbeatMs, visibilityTimeoutMs / 4),
    refreshClaimsMs: Math.min(DEFAULT_TIMING.refreshClaimsMs, visibilityTimeoutMs / 4),
    foreignClaimsMs: visibilityTimeoutMs,
  };
}
