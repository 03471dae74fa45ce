// Looks at the broker again and again, without loading what is measured: never two looks at once, and after each a rest in
// proportion to what it cost, so that all looks together take a fixed part of the time however long one takes.

import { monotonicNs } from '../../measure/index.ts';

export interface Looking<Seen> {
  /** Rest after a look at the least. */
  readonly everyNs: number;
  /** Part of the time that looks may take. */
  readonly shareRatio: number;
  readonly look: () => Promise<Seen>;
  /** Does what follows from a look; costs the broker nothing that counts as looking. */
  readonly use?: (seen: Seen) => Promise<void>;
  /** May return early: it is called again. */
  readonly sleep: (untilNs: number) => Promise<void>;
  readonly isOver: () => boolean;
  readonly nowNs?: () => number;
}

/** Resolves when it is over and the last look has ended. Throws what `look` and `use` throw. */
export async function keepLooking<Seen>(looking: Looking<Seen>): Promise<void> {
  const { everyNs, shareRatio, look, use, sleep, isOver, nowNs = monotonicNs } = looking;
  while (!isOver()) {
    const lookedNs = nowNs();
    const seen = await look();
    const costNs = nowNs() - lookedNs;
    await use?.(seen);
    const nextNs = Math.max(lookedNs + costNs / shareRatio, nowNs() + everyNs);
    do await sleep(nextNs);
    while (!isOver() && nowNs() < nextNs);
  }
}
