// Open-loop load: tasks are due by a schedule fixed beforehand and sent as soon as they are; the schedule never
// waits for the fleet. How late each was sent is recorded as slip.

import { LatencyHistogram, monotonicNs } from '../../measure/index.ts';
import { toHistogramRecord } from '../../result/index.ts';
import type { PhaseSent } from './messages.ts';
import { sleepUntil, type Sending } from './sending.ts';

export interface OfferWindow {
  readonly startNs: number;
  readonly endNs: number;
  /** The next offset from the start, never decreasing. */
  readonly nextOffsetNs: () => number;
}

export async function offer(sending: Sending, window: OfferWindow, cut: AbortSignal): Promise<PhaseSent> {
  const { startNs, endNs, nextOffsetNs } = window;
  const slip = LatencyHistogram.create();
  let dueNs = startNs + nextOffsetNs();
  while (dueNs < endNs && !cut.aborted) {
    await sleepUntil(Math.min(dueNs, endNs));
    const nowNs = monotonicNs();
    if (dueNs > nowNs) continue;
    for (; dueNs <= nowNs && dueNs < endNs; dueNs = startNs + nextOffsetNs()) {
      sending.add(dueNs, nowNs);
      slip.recordNs(nowNs - dueNs);
    }
    await sending.flush();
  }
  await sending.settle();
  return { sent: sending.sent, sentPerSlice: sending.perSlice, slip: toHistogramRecord(slip), emptyRatio: 0 };
}
