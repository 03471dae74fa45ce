// Sees every execution of one phase with faults: the time before the first fault, which is normal, and the time after
// each until the next. Ten minutes after a fault are kept, half a minute before the first, whatever the phase's length.

import type { FaultRecord } from '../../result/index.ts';
import { BUCKET_NS, Buckets } from './buckets.ts';
import { normalBand, recoveryNs, type NormalBand } from './recovery.ts';

const BEFORE_NS = 30e9;
const AFTER_NS = 600e9;
/** Tasks of the phase may start after its end; their waits count. */
const DRAIN_NS = 30e9;

export interface PhaseWindow {
  readonly startNs: number;
  readonly endNs: number;
}

type Findings = Pick<FaultRecord, 'normal' | 'recoveryMs' | 'noRecoveryReason' | 'worstWaitMs'>;

export class FaultWitness {
  readonly #window: PhaseWindow;
  readonly #before: Buckets;
  readonly #after = new Map<number, Buckets>();

  /** `plannedNs`: when the faults of the phase are due, in order. */
  constructor(window: PhaseWindow, plannedNs: readonly number[]) {
    this.#window = window;
    const first = plannedNs[0] ?? window.endNs;
    this.#before = new Buckets(Math.max(window.startNs, first - BEFORE_NS), first);
    for (const [index, atNs] of plannedNs.entries()) {
      const nextNs = plannedNs[index + 1] ?? window.endNs + DRAIN_NS;
      this.#after.set(index, new Buckets(atNs, Math.min(nextNs, atNs + AFTER_NS)));
    }
  }

  book(intendedNs: number, startedNs: number, finishedNs: number): void {
    this.#before.book(intendedNs, startedNs, finishedNs);
    for (const after of this.#after.values()) after.book(intendedNs, startedNs, finishedNs);
  }

  /** What the fault with that index did. */
  findings(index: number): Findings {
    const after = this.#after.get(index);
    const band = normalBand(this.#before);
    const worstWaitMs = after?.worstWaitMs ?? null;
    const normal = band === undefined ? null : inFigures(band);
    if (band === undefined || after === undefined) {
      return { normal, recoveryMs: null, noRecoveryReason: NO_NORMAL, worstWaitMs };
    }
    const lastNs = after.fromNs + after.count * BUCKET_NS;
    const recovered = recoveryNs(band, after, Math.min(lastNs, this.#window.endNs));
    if (recovered !== undefined)
      return { normal, recoveryMs: recovered / 1e6, noRecoveryReason: null, worstWaitMs };
    return { normal, recoveryMs: null, noRecoveryReason: this.#whyNot(index, lastNs), worstWaitMs };
  }

  #whyNot(index: number, lastNs: number): string {
    if (lastNs >= this.#window.endNs) return 'the phase ended before all was as before';
    if (this.#after.has(index + 1) && lastNs < this.#window.endNs)
      return 'the next fault came before all was as before';
    return `it was not as before within ${AFTER_NS / 60e9} min`;
  }
}

const NO_NORMAL = 'too little was seen of the phase before its first fault to know what is normal';

function inFigures(band: NormalBand): FaultRecord['normal'] {
  const windowMs = (band.width * BUCKET_NS) / 1e6;
  const perSec = (finished: number): number => Math.max(0, finished) / (windowMs / 1000);
  return {
    windowMs,
    throughputPerSec: perSec(band.finishedMean),
    throughputLowPerSec: perSec(band.finishedLow),
    waitMs: band.waitMeanNs / 1e6,
    waitHighMs: band.waitHighNs / 1e6,
  };
}
