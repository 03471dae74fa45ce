// How fast the fleet is with its queue kept full: where a search begins. A saturate phase of the load has measured it;
// otherwise it is looked at for a short time here, long enough for each slot to run several tasks.

import { HeadcountError } from '../../errors/index.ts';
import { ms, type Milliseconds } from '../../units/index.ts';

const LEAST_MS = ms(1000);
const MOST_MS = ms(60_000);
/** Slots that begin together end together: the last round may be missing, one of so many. */
const SERVICES = 10;
/** Longer tasks may turn up while one looks; half of the time is then good enough. */
const ENOUGH_RATIO = 0.5;

export interface Saturation {
  readonly perSec: number;
  /** Looked at for a short time: the fleet may be faster. */
  readonly guessed: boolean;
}

export interface SaturationGround {
  /** Measured by an earlier phase; undefined when none did. */
  readonly capacityPerSec: number | undefined;
  /** Keeps the queue full, as no phase of the record, and answers the throughput when all that began has ended. */
  saturate(durationMs: Milliseconds): Promise<number>;
  /** Of all tasks so far; 0 when none has ended. */
  readonly longestServiceMs: number;
}

/** Throws NO_TRIAL when no task was done. */
export async function findSaturation(ground: SaturationGround): Promise<Saturation> {
  const measured = ground.capacityPerSec;
  const perSec = measured ?? (await saturateLongEnough(ground));
  if (perSec > 0) return { perSec, guessed: measured === undefined };
  throw new HeadcountError('NO_TRIAL', 'no task was done with the queue kept full: no rate can be searched', {
    hint: 'Put a saturate phase before the search, many times as long as a task takes.',
  });
}

async function saturateLongEnough(ground: SaturationGround): Promise<number> {
  const needed = (): Milliseconds =>
    ms(Math.min(MOST_MS, Math.max(LEAST_MS, SERVICES * ground.longestServiceMs)));
  for (;;) {
    const durationMs = needed();
    const perSec = await ground.saturate(durationMs);
    if (durationMs >= ENOUGH_RATIO * needed()) return perSec;
  }
}
