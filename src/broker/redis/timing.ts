// How often a consumer shows that it lives, and looks for those that do not.

export interface ConsumerTiming {
  /** A consumer whose key was not refreshed for this long is looked at by the reapers. */
  readonly livenessMs: number;
  /** How often the key is refreshed; several times within `livenessMs`. */
  readonly heartbeatMs: number;
  /** How often one of the consumers looks for dead ones. */
  readonly reapMs: number;
  /** Claims held longer than this get a new time, so that a Python worker's sweep never takes them. */
  readonly refreshClaimsMs: number;
}

export const DEFAULT_TIMING: ConsumerTiming = {
  livenessMs: 10_000,
  heartbeatMs: 3000,
  reapMs: 5000,
  refreshClaimsMs: 60_000,
};
